import { expectOption } from "../errors/expect-option.ts";
import { expectId } from "../job/names.ts";

/**
 * The database the jobs are in: the name of one of our own, or the app's, opened by the app, with our stores in it
 * (`upgradeStores`). A worker, which may be started at any time, gives a function that opens it.
 */
export type DatabaseOption = string | AppDatabase | { name: string; open: () => Promise<AppDatabase> };

/** A database of the app's own: the browser's, or as the idb package wraps it. */
export type AppDatabase =
  | IDBDatabase
  | {
      readonly name: string;
      readonly version: number;
      readonly objectStoreNames: { contains(name: never): boolean };
      close(): void;
    };

/** A transaction of the app's own: the browser's, or as the idb package wraps it. */
export type AppTransaction =
  | IDBTransaction
  | {
      readonly done: Promise<void>;
      readonly mode: string;
      readonly objectStoreNames: { contains(name: never): boolean };
    };

export const DEFAULT_DATABASE = "slowmatch";
/** The namespace of everyone who names none. */
const DEFAULT_NAMESPACE = "default";

/** Where the jobs are: a database of ours by its name, or the app's own and how to open it. */
export interface DatabasePlace {
  name: string;
  open?: () => Promise<AppDatabase>;
}

/**
 * The database of a namespace. Each namespace is a database of its own, so that nothing of one can be read, counted,
 * locked or heard of in another, and so that all of it can be removed at once.
 *
 * @throws InvalidJobError
 */
export function databaseOf(
  call: string,
  database: DatabaseOption | undefined,
  namespace: string = DEFAULT_NAMESPACE,
): DatabasePlace {
  expectId(call, namespace, "namespace");
  const place = placeOf(call, database);
  if (namespace === DEFAULT_NAMESPACE) return place;
  const inApp = "'default' in a database of the app's own: open one for each user";
  expectOption(place.open === undefined, call, "namespace", namespace, inApp);
  return { name: `${place.name}:${namespace}` };
}

function placeOf(call: string, database: DatabaseOption | undefined): DatabasePlace {
  const expected = "the name of a database, an open IDBDatabase, or { name, open }";
  if (database === undefined) return { name: DEFAULT_DATABASE };
  if (typeof database === "string") {
    expectOption(database !== "", call, "database", database, expected);
    return { name: database };
  }
  expectOption(typeof database?.name === "string", call, "database", database, expected);
  if ("open" in database) {
    expectOption(typeof database.open === "function", call, "database.open", database.open, "a function");
    return database;
  }
  expectOption("objectStoreNames" in database, call, "database", database, expected);
  return { name: database.name, open: async () => database };
}

/** @throws InvalidJobError what `within` is given is none */
export function expectTransaction(transaction: AppTransaction | undefined): void {
  const expected = "an IDBTransaction of the database the client was given";
  expectOption(transaction?.objectStoreNames !== undefined, "within", "transaction", transaction, expected);
}
