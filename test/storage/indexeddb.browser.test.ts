import { deleteDB } from "idb";
import { browserPlatform } from "../../src/platform/browser-platform.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { describeStorage } from "./conformance.ts";

let worlds = 0;

describeStorage("IndexedDB in a browser", () => {
  const name = `conformance-${++worlds}`;
  const opened: IndexedDbStorage[] = [];
  return {
    open() {
      const storage = new IndexedDbStorage({ name }, browserPlatform());
      opened.push(storage);
      return storage;
    },
    async end() {
      for (const storage of opened) await storage.close();
      await deleteDB(name);
    },
  };
});
