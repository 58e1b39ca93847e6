import type { IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import { type Rows, TABLE_NAMES, TABLES, type TableName } from "../../operations/tables.ts";

/** Raised by one whenever {@link upgradeStores} learns a new step; docs/storage.md lists what each version brought. */
export const SCHEMA_VERSION = 1;

/** The database as idb's types want to know it. */
export type Schema = {
  [T in TableName as `slowmatch-${T}`]: { key: string; value: Rows[T]; indexes: Record<string, IDBValidKey> };
};

export type Database = IDBPDatabase<Schema>;
export type AnyTransaction = IDBPTransaction<Schema, StoreNames<Schema>[], IDBTransactionMode>;

/** A table's store. The prefix keeps ours apart from an app's own, where both live in one database. */
export const storeOf = (table: TableName): `slowmatch-${TableName}` => `slowmatch-${table}`;

/**
 * Names of the stores: what an app's own transaction must span for `jobs.within(transaction)`.
 *
 * @example const transaction = db.transaction([...jobStores, 'notes'], 'readwrite');
 */
export const jobStores: readonly string[] = TABLE_NAMES.map(storeOf);

/** As much of a database as an upgrade needs; idb's and the browser's own both have it. */
export interface UpgradableDatabase {
  readonly objectStoreNames: { contains(name: string): boolean };
  createObjectStore(
    name: string,
    options: { keyPath: string },
  ): { createIndex(name: string, keyPath: string): unknown };
}

/**
 * Makes the stores that aren't there yet. Called in our own database's upgrade, or by an app in its own, to have its
 * data and its jobs in one transaction. Steps only ever add: a page that still runs the version before must go on
 * reading what it knows.
 *
 * @example
 * const db = await openDB('app', 3, { upgrade(db) { upgradeStores(db); … } });
 * const jobs = createClient({ database: unwrap(db) });
 */
export function upgradeStores(database: UpgradableDatabase): void {
  for (const table of TABLE_NAMES) {
    if (database.objectStoreNames.contains(storeOf(table))) continue;
    const store = database.createObjectStore(storeOf(table), { keyPath: TABLES[table].key });
    for (const index of TABLES[table].indexes) store.createIndex(index, index);
  }
}
