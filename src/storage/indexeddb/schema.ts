import type { IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import { type Rows, TABLE_NAMES, TABLES } from "../../operations/tables.ts";

/** Raised by one whenever {@link upgradeStores} learns a new step; docs/storage.md lists what each version brought. */
export const SCHEMA_VERSION = 1;

/** The database as idb's types want to know it. */
export type Schema = {
  [T in keyof Rows]: { key: string; value: Rows[T]; indexes: Record<string, IDBValidKey> };
};

export type Database = IDBPDatabase<Schema>;
export type AnyTransaction = IDBPTransaction<Schema, StoreNames<Schema>[], IDBTransactionMode>;

/**
 * Brings a database from a version to the present one. Steps only ever add: a page that still runs the version before
 * must go on reading what it knows.
 */
export function upgradeStores(database: Database, transaction: AnyTransaction, from: number): void {
  if (from < 1) {
    for (const name of TABLE_NAMES) {
      if (database.objectStoreNames.contains(name)) continue;
      const store = database.createObjectStore(name, { keyPath: TABLES[name].key });
      for (const index of TABLES[name].indexes) store.createIndex(index, index);
    }
  }
  void transaction;
}
