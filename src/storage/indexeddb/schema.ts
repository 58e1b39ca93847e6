import { expectOption } from "../../errors/expect-option.ts";
import { placed } from "../../job/place.ts";
import { type Rows, TABLE_NAMES, TABLES, type TableName } from "../../operations/tables.ts";
import { COMPACT_STORES, PACKS_STORE, READY_STORE } from "./job-layout.ts";
import { nativeOf } from "./native.ts";

export { SCHEMA_VERSION } from "./schema-version.ts";

/** A table's store. The prefix keeps ours apart from an app's own, where both live in one database. */
export const storeOf = (table: TableName): `slowmatch-${TableName}` => `slowmatch-${table}`;

/** Where the totals are while one context writes them alone: each write a row, under a number that the browser counts up. */
export const STREAM_STORE = "slowmatch-stream";

/** All the stores in which a table's rows may lie. */
export const storesOfTable = (table: TableName): string[] => [
  storeOf(table),
  ...(FURTHER_STORES[table] ?? []),
];

const FURTHER_STORES: Partial<Record<TableName, readonly string[]>> = {
  jobs: [READY_STORE, PACKS_STORE],
  counters: [STREAM_STORE],
};

/**
 * Names of the stores: what an app's own transaction must span for `jobs.within(transaction)`.
 *
 * @example const transaction = db.transaction([...jobStores, 'notes'], 'readwrite');
 */
export const jobStores: readonly string[] = TABLE_NAMES.flatMap(storesOfTable);

/** As much of a database as an upgrade needs; idb's and the browser's own both have it. */
export interface UpgradableDatabase {
  readonly objectStoreNames: { contains(name: string): boolean };
  createObjectStore(name: string, options: { keyPath?: string; autoIncrement?: boolean }): UpgradableStore;
}

/** As much of the upgrade's own transaction. */
export interface UpgradeTransaction {
  objectStore(name: string): UpgradableStore;
}

interface UpgradableStore {
  readonly indexNames: { contains(name: string): boolean };
  createIndex(name: string, keyPath: string, options?: { multiEntry: boolean }): unknown;
}

/**
 * Makes the stores and indexes that aren't there yet. Called in our own database's upgrade, or by an app in its own, to
 * have its data and its jobs in one transaction. Steps only ever add: a page that still runs the version before must go
 * on reading what it knows.
 *
 * @param transaction the upgrade's; needed where stores of an earlier version of the library are there
 * @throws InvalidJobError they are, and no transaction was given: the database is left as it was
 * @example
 * const db = await openDB('app', 3, { upgrade(db, _old, _new, transaction) { upgradeStores(db, transaction); … } });
 * const jobs = createClient({ database: unwrap(db) });
 */
export function upgradeStores(database: UpgradableDatabase, transaction?: UpgradeTransaction): void {
  const there = TABLE_NAMES.filter((table) => database.objectStoreNames.contains(storeOf(table)));
  // An index of a store that is there can be seen and made through its own transaction only.
  const isOlder = there.length > 0 && there.length < TABLE_NAMES.length;
  expectOption(
    !isOlder || transaction !== undefined,
    "upgradeStores",
    "transaction",
    transaction,
    "the upgrade's own transaction, since job stores of an earlier version are there",
  );
  makeCompactStores(database);
  if (!database.objectStoreNames.contains(STREAM_STORE))
    database.createObjectStore(STREAM_STORE, { autoIncrement: true });
  for (const table of TABLE_NAMES) {
    const name = storeOf(table);
    if (there.includes(table) && !transaction) continue;
    const store = there.includes(table)
      ? transaction?.objectStore(name)
      : database.createObjectStore(name, { keyPath: TABLES[table].key });
    for (const index of TABLES[table].indexes) {
      if (!store || store.indexNames.contains(index)) continue;
      store.createIndex(index, index);
      if (index === "retries" && there.includes(table)) placeScheduled(store);
    }
  }
}

/** Version 2: the compact forms of jobs. What waits or has ended already stays where it is. */
function makeCompactStores(database: UpgradableDatabase): void {
  for (const [name, { key, indexes }] of Object.entries(COMPACT_STORES)) {
    if (database.objectStoreNames.contains(name)) continue;
    const store = database.createObjectStore(name, { keyPath: key });
    for (const { name: index, multiEntry } of indexes) store.createIndex(index, index, { multiEntry });
  }
}

/** Version 2: scheduled jobs that version 1 has stored get the key of the index of retries. */
function placeScheduled(store: UpgradableStore): void {
  // The browser's own store, whether idb has wrapped the transaction or not.
  const jobs = nativeOf<IDBObjectStore>(store);
  const scheduled = IDBKeyRange.bound(["scheduled"], ["scheduled", []]);
  jobs.index("list").openCursor(scheduled).onsuccess = ({ target }) => {
    const { result: cursor } = target as IDBRequest<IDBCursorWithValue | null>;
    if (!cursor) return;
    cursor.update(placed(cursor.value as Rows["jobs"]));
    cursor.continue();
  };
}
