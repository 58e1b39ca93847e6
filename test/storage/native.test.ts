import { deleteDB, openDB, unwrap } from "idb";
import { expect, test } from "vitest";
import { nativeOf } from "../../src/storage/indexeddb/native.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

test("finds what idb has wrapped without asking idb, and leaves no trace on it", async () => {
  const wrapped = await openDB("app", 1, { upgrade: (db) => void db.createObjectStore("notes") });
  const transaction = wrapped.transaction("notes");
  const store = transaction.objectStore("notes");

  for (const each of [wrapped, transaction, store]) {
    const native: object = unwrap(each as never);
    const own = Reflect.ownKeys(native);
    expect(nativeOf(each)).toBe(native);
    expect(Reflect.ownKeys(native)).toEqual(own);
  }
  const native = unwrap(wrapped);
  expect(nativeOf(native)).toBe(native);

  wrapped.close();
  await deleteDB("app");
});
