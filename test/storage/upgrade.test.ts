import { openDB, unwrap } from "idb";
import { expect, onTestFinished, test } from "vitest";
import { upgradeStores } from "../../src/index.ts";
import { TABLE_NAMES, TABLES, type TableName } from "../../src/operations/tables.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { storeOf } from "../../src/storage/indexeddb/schema.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Driver } from "../support/driver.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { makeJob, NOON } from "../support/make-job.ts";

useFakeIndexedDB();

/** What version 1 had. */
const FIRST: Partial<Record<TableName, readonly string[]>> = {
  jobs: ["ready", "list", "expires", "uniqueKey", "own"],
  payloads: [],
  leases: [],
  servers: [],
  counters: [],
  recurring: ["dueAt"],
  wakeups: [],
};
const KEYS: Partial<Record<TableName, string>> = { leases: "server", wakeups: "source" };

const openFirst = (name: string) =>
  openDB(name, 1, {
    upgrade(db) {
      for (const [table, indexes] of Object.entries(FIRST)) {
        const keyPath = KEYS[table as TableName] ?? "id";
        const store = db.createObjectStore(storeOf(table as TableName), { keyPath });
        for (const index of indexes) store.createIndex(index, index);
      }
    },
  });

/** The stores and indexes of a database. */
async function shapeOf(name: string): Promise<Record<string, Set<string>>> {
  const db = await openDB(name);
  const names = [...db.objectStoreNames];
  const transaction = db.transaction(names);
  const shape = names.map((each) => [each, new Set(transaction.objectStore(each).indexNames)] as const);
  db.close();
  return Object.fromEntries(shape);
}

const present: Record<string, Set<string>> = {
  ...Object.fromEntries(TABLE_NAMES.map((table) => [storeOf(table), new Set<string>(TABLES[table].indexes)])),
  "slowmatch-ready": new Set(["stems"]),
  "slowmatch-packs": new Set(["stems", "list"]),
  "slowmatch-stream": new Set(),
};

function open(name: string): Driver {
  const storage = new IndexedDbStorage({ name }, new VirtualBrowser(new VirtualClock(NOON)).open().platform);
  onTestFinished(() => storage.close());
  return new Driver(storage);
}

test("a database of version 1 keeps its jobs, gets the new stores and indexes, and works on", async () => {
  const old = await openFirst("old");
  const kept = makeJob({ id: "kept", state: "failed", error: { name: "Error", message: "no" } });
  await old.put("slowmatch-jobs", kept);
  old.close();

  const driver = open("old");
  await driver.add({ id: "new" });

  expect(await driver.states("kept", "new")).toEqual(["failed", "enqueued"]);
  expect(await driver.record("kept")).toEqual(kept);
  expect(await shapeOf("old")).toEqual(present);
});

test("a new database has the shape of an upgraded one", async () => {
  await open("new").add({ id: "a" });

  expect(await shapeOf("new")).toEqual(present);
});

test("an app's own database of version 1 is upgraded with its upgrade's transaction", async () => {
  (await openFirst("app")).close();

  const db = await openDB("app", 2, {
    upgrade: (database, _from, _to, transaction) => upgradeStores(database, transaction),
  });
  db.close();

  expect(await shapeOf("app")).toEqual(present);
});

test("without the transaction an upgrade is refused, says what to give, and leaves the database alone", async () => {
  (await openFirst("app-forgot")).close();
  const before = await shapeOf("app-forgot");
  let refusal: unknown;

  await new Promise<void>((resolve) => {
    const request = indexedDB.open("app-forgot", 2);
    request.onupgradeneeded = () => {
      try {
        upgradeStores(request.result);
      } catch (error) {
        refusal = error;
        request.transaction?.abort();
      }
    };
    request.onerror = () => resolve();
  });

  expect(refusal).toMatchObject({ code: "invalid-job", message: expect.stringContaining("own transaction") });
  expect(await shapeOf("app-forgot")).toEqual(before);
});

test("an app that calls it again at each of its own versions needs no transaction", async () => {
  const first = await openDB("again", 1, { upgrade: (database) => upgradeStores(database) });
  first.close();

  const second = await openDB("again", 2, { upgrade: (database) => upgradeStores(database) });
  second.close();

  expect(await shapeOf("again")).toEqual(present);
});

test("an app's own database of version 2 needs no transaction: its one new store is made beside the others", async () => {
  const second = await openDB("app-second", 1, { upgrade: (database) => upgradeStores(database) });
  second.close();
  const older = await openDB("app-second", 2, {
    upgrade: (database) => database.deleteObjectStore("slowmatch-stream"),
  });
  older.close();

  (await openDB("app-second", 3, { upgrade: (database) => upgradeStores(database) })).close();

  expect(await shapeOf("app-second")).toEqual(present);
});

test("an app's own database that was not upgraded with the library is told of by every call, with what to do", async () => {
  (await openDB("app-behind", 1, { upgrade: (database) => upgradeStores(database) })).close();
  const behind = await openDB("app-behind", 2, {
    upgrade: (database) => database.deleteObjectStore("slowmatch-stream"),
  });
  const { platform } = new VirtualBrowser(new VirtualClock(NOON)).open();
  const storage = new IndexedDbStorage({ name: "app-behind", open: async () => unwrap(behind) }, platform);
  onTestFinished(() => storage.close());
  const driver = new Driver(storage);

  const refusals = await Promise.all([
    driver.add({ id: "a" }).catch((error: unknown) => error),
    driver.store().catch((error: unknown) => error),
  ]);

  for (const refusal of refusals)
    expect(refusal).toMatchObject({
      code: "storage-unavailable",
      message: expect.stringContaining("raise its version, and call upgradeStores(db, transaction)"),
    });
});
