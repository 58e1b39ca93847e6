import * as fake from "fake-indexeddb";
import { afterEach, beforeEach } from "vitest";

/**
 * Gives each test of the calling file an IndexedDB of its own in Node. Called by the file that wants it, so that
 * every other unit test proves that it needs no database. With fake timers leave `setImmediate` real: it runs on it.
 */
export const useFakeIndexedDB = (): void => {
  beforeEach(() => {
    const { IDBFactory: _factory, default: _indexedDB, ...constructors } = fake;
    Object.assign(globalThis, constructors);
    emptyIndexedDB();
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, "indexedDB");
  });
};

/** Another IndexedDB in its place, in the middle of a test: the databases of a story that is over are let go. */
export const emptyIndexedDB = (): void => {
  Object.assign(globalThis, { indexedDB: new fake.IDBFactory() });
};
