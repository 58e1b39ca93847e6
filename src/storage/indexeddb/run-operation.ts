import { unwrap } from "idb";
import type { Notice } from "../../job/notice.ts";
import type { StateFiltering } from "../../job/state-hooks.ts";
import type { Change, Key, ListRead, Operation, Read } from "../../operations/operation.ts";
import type { Durability } from "../storage.ts";
import { expectStores, storesOf, writeRow } from "./app-rows.ts";
import { type AnyTransaction, type Database, storeOf } from "./schema.ts";

/** What a committed operation leaves behind. */
export interface Ran<Result> {
  result: Result;
  notices: readonly Notice[];
  /** Filters have written rows among it. */
  hasRows: boolean;
}

export interface RunningOptions {
  durability: Durability;
  filtering?: StateFiltering | undefined;
  /** Told of the transaction as soon as it is open. */
  onOpen?: (transaction: IDBTransaction) => void;
}

/**
 * Drives an operation inside one transaction of its own and waits for the commit. Only requests of the transaction are
 * awaited: anything else would end it early, in one browser or another.
 */
export async function runOperation<Input, Result>(
  database: Database,
  operation: Operation<Input, Result>,
  input: Input,
  { durability, filtering, onOpen }: RunningOptions,
): Promise<Ran<Result>> {
  const stores = storesOf(operation, filtering);
  expectStores(database as { name: string; objectStoreNames: DOMStringList }, stores, filtering);
  const transaction = database.transaction(stores as never, operation.mode, {
    durability,
  }) as unknown as AnyTransaction;
  // Handled from the start: an abort must not become an unhandled rejection while the decision is being driven.
  const committed = transaction.done.then(
    () => undefined,
    (error: unknown) => ({ error: transaction.error ?? error }),
  );
  onOpen?.(unwrap(transaction));
  let ran: Ran<Result>;
  try {
    ran = await drive(transaction, operation, input, filtering);
    // Without waiting for the last write's answer the browser may begin to commit at once. It then aborts at an error
    // whatever its listener says, so a filter's row, which may be refused, is waited for.
    if (operation.mode === "readwrite" && !ran.hasRows) transaction.commit();
  } catch (error) {
    abort(transaction);
    const failed = await committed;
    // A quota error aborts the transaction from outside; the request that failed only says that it was aborted.
    throw isAbort(error) && failed ? failed.error : error;
  }
  const failed = await committed;
  if (failed) throw failed.error;
  return ran;
}

/** The same inside a transaction that somebody else owns and commits. */
export async function drive<Input, Result>(
  transaction: AnyTransaction,
  operation: Operation<Input, Result>,
  input: Input,
  filtering?: StateFiltering,
): Promise<Ran<Result>> {
  const native = unwrap(transaction);
  const deciding = operation.decide(input);
  let step = deciding.next();
  while (!step.done) {
    const answers = await Promise.all(
      step.value.map((read) => perform(transaction, native, read, filtering)),
    );
    step = deciding.next(answers);
  }
  const { changes, notices, result } = step.value;
  try {
    write(native, changes, filtering);
  } catch (error) {
    // A value that the database refuses: what was written before it must not be committed, whoever owns the transaction.
    abort(transaction);
    throw error;
  }
  return { result, notices, hasRows: changes.some(({ kind }) => kind === "put-app") };
}

function perform(
  transaction: AnyTransaction,
  native: IDBTransaction,
  read: Read,
  filtering: StateFiltering | undefined,
): unknown {
  if (read.kind === "hooks") return filtering?.hooks;
  if (read.kind === "write") return write(native, read.changes, filtering);
  const store = transaction.objectStore(storeOf(read.table));
  if (read.kind === "get") return store.get(read.key);
  const source = read.index === undefined ? store : store.index(read.index as never);
  const range = rangeOf(read);
  return read.reverse
    ? newestFirst(source as never, range, read.limit)
    : source.getAll(range as never, read.limit);
}

/**
 * Issues the writes and waits for none: requests of a transaction are served in order, and one that fails aborts the
 * whole, which the caller hears of at the commit. Native requests, because a promise for each is pure cost here.
 */
export function write(
  native: IDBTransaction,
  changes: readonly Change[],
  filtering: StateFiltering | undefined,
): undefined {
  for (const change of changes) {
    if (change.kind === "put-app") {
      writeRow(native, change, filtering);
      continue;
    }
    const store = native.objectStore(storeOf(change.table));
    if (change.kind === "put") store.put(change.value);
    else if (change.kind === "delete") store.delete(change.key);
    else store.delete(IDBKeyRange.bound(change.lower, change.upper));
  }
}

function rangeOf({ lower, upper, lowerOpen = false, upperOpen = false }: ListRead): IDBKeyRange | undefined {
  const low = lower as Exclude<Key, readonly Key[]> | undefined;
  const high = upper as Exclude<Key, readonly Key[]> | undefined;
  if (low !== undefined && high !== undefined) return IDBKeyRange.bound(low, high, lowerOpen, upperOpen);
  if (low !== undefined) return IDBKeyRange.lowerBound(low, lowerOpen);
  if (high !== undefined) return IDBKeyRange.upperBound(high, upperOpen);
  return undefined;
}

interface Descending {
  getAllRecords?(options: {
    query?: IDBKeyRange | undefined;
    count?: number;
    direction: "prev";
  }): Promise<{ value: unknown }[]>;
  openCursor(range: IDBKeyRange | undefined, direction: "prev"): Promise<DescendingCursor | null>;
}

interface DescendingCursor {
  value: unknown;
  continue(): Promise<DescendingCursor | null>;
}

/** `getAllRecords` reads backwards in one request (Chromium 141, Firefox 153); elsewhere a cursor, row by row. */
async function newestFirst(
  source: Descending,
  range: IDBKeyRange | undefined,
  limit?: number,
): Promise<unknown[]> {
  if (source.getAllRecords) {
    const records = await source.getAllRecords({
      ...(range ? { query: range } : {}),
      ...(limit === undefined ? {} : { count: limit }),
      direction: "prev",
    });
    return records.map((record) => record.value);
  }
  const rows: unknown[] = [];
  let cursor = await source.openCursor(range, "prev");
  while (cursor && rows.length < (limit ?? Number.POSITIVE_INFINITY)) {
    rows.push(cursor.value);
    if (rows.length === limit) break;
    cursor = await cursor.continue();
  }
  return rows;
}

function abort(transaction: AnyTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already, which is all we want.
  }
}

const isAbort = (error: unknown): boolean => (error as { name?: unknown } | null)?.name === "AbortError";
