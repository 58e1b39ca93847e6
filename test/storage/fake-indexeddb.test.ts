import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { NOON } from "../support/make-job.ts";
import { describeStorage } from "./conformance.ts";

useFakeIndexedDB();

describeStorage("IndexedDB in Node", () => {
  const browser = new VirtualBrowser(new VirtualClock(NOON));
  const opened: IndexedDbStorage[] = [];
  return {
    open() {
      const storage = new IndexedDbStorage({ name: "test" }, browser.open().platform);
      opened.push(storage);
      return storage;
    },
    async end() {
      for (const storage of opened) await storage.close();
    },
  };
});
