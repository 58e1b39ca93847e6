import { FilterError } from "../../errors/job-errors.ts";
import type { StateFiltering } from "../../job/state-hooks.ts";
import type { Change, Operation } from "../../operations/operation.ts";
import { storesOfTable } from "./schema.ts";

/** The stores an operation's transaction spans: its tables, and those into which filters may write what they see. */
export function storesOf(
  { mode, tables }: Operation<never, unknown>,
  filtering: StateFiltering | undefined,
): string[] {
  const own: string[] = tables.flatMap(storesOfTable);
  const asked = mode === "readwrite" && tables.includes("jobs") && filtering;
  return asked ? [...own, ...asked.stores] : own;
}

/** A database, ours or the app's, as far as its stores go. */
interface StoreList {
  readonly name: string;
  readonly objectStoreNames: { contains(name: string): boolean };
}

/** @throws FilterError when the database lacks a store that a filter writes into */
export function expectStores(
  { name, objectStoreNames }: StoreList,
  stores: readonly string[],
  filtering: StateFiltering | undefined,
): void {
  if (!filtering || filtering.stores.size === 0) return;
  const missing = stores.find((store) => filtering.stores.has(store) && !objectStoreNames.contains(store));
  if (missing === undefined) return;
  throw new FilterError(
    `A filter writes into the store '${missing}', which the database '${name}' does not have. Filters write into your own database: create the store in its upgrade, beside upgradeStores(db), and give that database to the client and the server.`,
    { details: { store: missing, database: name } },
  );
}

/**
 * Puts a filter's row. One that the store refuses (no key, a key that stands) ends a call that can be refused; elsewhere
 * it is reported, and the job's change is committed without it.
 */
export function writeRow(
  native: IDBTransaction,
  { store, value, key, refusable }: Extract<Change, { kind: "put-app" }>,
  filtering: StateFiltering | undefined,
): void {
  const refused = (cause: unknown): FilterError => {
    const message = cause instanceof Error ? cause.message : String(cause);
    return new FilterError(`A filter's row was not taken by the store '${store}': ${message}`, { cause });
  };
  try {
    const request = native.objectStore(store).put(value, key);
    if (refusable) return;
    request.onerror = (event) => {
      // The browser would abort the whole transaction, and the job's change with it.
      event.preventDefault();
      event.stopPropagation();
      filtering?.report(refused(request.error));
    };
  } catch (cause) {
    if (refusable) throw refused(cause);
    filtering?.report(refused(cause));
  }
}
