import * as fake from "fake-indexeddb";
import { afterAll, afterEach, beforeEach, expect } from "vitest";

/** Its objects' methods, which a test may bend for itself, and must unbend: all that follow have the same. */
const methods = (): Map<string, unknown> =>
  new Map(
    Object.entries(fake).flatMap(([kind, made]) =>
      Object.entries(Object.getOwnPropertyDescriptors((made as { prototype?: object }).prototype ?? {})).map(
        ([name, { value, get }]) => [`${kind}.${name}`, get ?? value] as const,
      ),
    ),
  );

/**
 * Gives each test of the calling file an IndexedDB of its own in Node. Called by the file that wants it, so that
 * every other unit test proves that it needs no database. With fake timers leave `setImmediate` real: it runs on it.
 */
export const useFakeIndexedDB = (): void => {
  const before = methods();
  afterAll(() => {
    const bent = [...methods()].filter(([name, method]) => before.get(name) !== method);
    expect(
      bent.map(([name]) => name),
      "left bent by this file",
    ).toEqual([]);
  });
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
