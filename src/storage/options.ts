import { expectOption } from "../errors/expect-option.ts";

/**
 * The database the jobs are in: the name of one of our own, or the app's, opened by the app, with our stores in it
 * (`upgradeStores`). A worker, which may be started at any time, gives a function that opens it.
 */
export type DatabaseOption = string | IDBDatabase | { name: string; open: () => Promise<IDBDatabase> };

const DEFAULT_NAME = "slowmatch";

/** @throws InvalidJobError */
export function databaseOf(
  call: string,
  database: DatabaseOption | undefined,
): { name: string; open?: () => Promise<IDBDatabase> } {
  const expected = "the name of a database, an open IDBDatabase, or { name, open }";
  if (database === undefined) return { name: DEFAULT_NAME };
  if (typeof database === "string") {
    expectOption(database !== "", call, "database", database, expected);
    return { name: database };
  }
  const named = typeof database === "object" && database !== null && typeof database.name === "string";
  expectOption(named, call, "database", database, expected);
  if ("open" in database) {
    expectOption(typeof database.open === "function", call, "database.open", database.open, "a function");
    return database;
  }
  expectOption("objectStoreNames" in database, call, "database", database, expected);
  return { name: database.name, open: async () => database };
}

/** @throws InvalidJobError */
export function expectDurability(call: string, durability: unknown): void {
  const ok = durability === undefined || durability === "relaxed" || durability === "strict";
  expectOption(ok, call, "durability", durability, "'relaxed' or 'strict'");
}
