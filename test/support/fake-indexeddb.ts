import * as fake from "fake-indexeddb";
import { afterEach, beforeEach } from "vitest";

/**
 * Gives each test of the calling file an IndexedDB of its own in Node. Called by the file that wants it, so that
 * every other unit test proves that it needs no database. With fake timers leave `setImmediate` real: it runs on it.
 */
export const useFakeIndexedDB = (): void => {
  beforeEach(() => {
    const { IDBFactory, default: _indexedDB, ...constructors } = fake;
    Object.assign(globalThis, constructors, { indexedDB: new IDBFactory() });
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, "indexedDB");
  });
};
