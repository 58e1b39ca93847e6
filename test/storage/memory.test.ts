import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { describeStorage } from "./conformance.ts";

describeStorage("memory", () => {
  const database = new MemoryDatabase();
  return { open: () => new MemoryStorage(database), end: async () => {} };
});
