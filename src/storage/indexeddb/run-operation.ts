import type { Notice } from "../../job/notice.ts";
import type { StateFiltering } from "../../job/state-hooks.ts";
import type { Operation, Read } from "../../operations/operation.ts";
import type { Durability } from "../storage.ts";
import { expectStores, storesOf } from "./app-rows.ts";
import type { KeptTotals, Turn } from "./kept-totals.ts";
import type { Damaged } from "./read-payload.ts";
import { Rows } from "./rows.ts";

/** What a committed operation leaves behind. */
export interface Ran<Result> {
  rows: Rows;
  result: Result;
  notices: readonly Notice[];
  /** Filters have written rows among it. */
  hasRows: boolean;
  /** It was answered something: its turn had come, and whoever came after it waits. */
  hasRead: boolean;
}

export interface RunningOptions {
  durability: Durability;
  filtering?: StateFiltering | undefined;
  /** Told of the transaction as soon as it is open. */
  onOpen?: (transaction: IDBTransaction) => void;
  /** Told of the notices once the commit has been asked for: who looks from then on stands in line behind it. */
  onCommitting?: (notices: readonly Notice[]) => void;
  /** Takes up what it can't read; what is in it already isn't read. */
  damaged?: Damaged;
  /** The totals as this context has left them. */
  totals?: KeptTotals;
}

/**
 * Drives an operation inside one transaction of its own, and waits for the commit where it writes. Only requests of the
 * transaction are awaited: anything else would end it early, in one browser or another.
 */
export async function runOperation<Input, Result>(
  database: IDBDatabase,
  operation: Operation<Input, Result>,
  input: Input,
  options: RunningOptions,
): Promise<Ran<Result>> {
  const { totals, filtering } = options;
  for (let wait = totals?.unproven; wait; wait = totals?.unproven) await wait;
  const counts = operation.mode === "readwrite" && operation.tables.includes("counters");
  if (!totals || !counts) return (await attempt(database, operation, input, options))!;
  for (;;) {
    const turn = totals.begin(database);
    let ran: Ran<Result> | undefined;
    try {
      // A filter is asked about each change once: what it has heard can't be taken back.
      ran = await attempt(database, operation, input, options, filtering?.hooks ? undefined : turn);
    } finally {
      totals.end(turn, ran?.rows.totals);
    }
    if (ran) return ran;
  }
}

/** `undefined`: it was decided upon totals that were not the newest, or not worth a try with others; nothing of it has been. */
async function attempt<Input, Result>(
  database: IDBDatabase,
  operation: Operation<Input, Result>,
  input: Input,
  { durability, filtering, onOpen, onCommitting, damaged }: RunningOptions,
  turn?: Turn,
): Promise<Ran<Result> | undefined> {
  const stores = storesOf(operation, filtering);
  expectStores(database, stores, filtering);
  const transaction = database.transaction(stores, operation.mode, { durability });
  const rows = new Rows(transaction, operation, filtering, damaged);
  // First of all: what else there is to do is done while the browser reads.
  const driven = drive(rows, operation, input, turn);
  const committed = endOf(transaction);
  onOpen?.(transaction);
  let ran: Ran<Result>;
  try {
    ran = await driven;
    if (rows.totals.isBorrowed && !(await rows.totals.isTrue())) {
      transaction.abort();
      return undefined;
    }
    // Without waiting for the last write's answer the browser may begin to commit at once. It then aborts at an error
    // whatever its listener says, so a filter's row, which may be refused, is waited for.
    if (!ran.hasRows) transaction.commit();
    // Nothing of it can fail any more.
    if (operation.mode === "readonly") return ran;
    if (!ran.hasRows && ran.hasRead) onCommitting?.(ran.notices);
  } catch (error) {
    abort(transaction);
    const failed = await committed;
    if (rows.totals.isBorrowed && failed) return undefined;
    // A quota error aborts the transaction from outside; the request that failed only says that it was aborted.
    throw isAbort(error) && failed ? failed.error : error;
  }
  const failed = await committed;
  if (failed) throw failed.error;
  return ran;
}

/** The same inside a transaction that somebody else owns and commits. */
export async function drive<Input, Result>(
  rows: Rows,
  operation: Operation<Input, Result>,
  input: Input,
  turn?: Turn,
): Promise<Ran<Result>> {
  const deciding = operation.decide(input);
  let step = deciding.next();
  const hasRead = !step.done;
  // Beside other reads that of the totals costs little.
  if (turn && !step.done && step.value.every(asksNothingElse)) rows.totals.follow(turn);
  while (!step.done) {
    const answers = await Promise.all(step.value.map((read) => rows.answer(read)));
    step = deciding.next(answers);
  }
  const { changes, notices, result } = step.value;
  try {
    await rows.write(changes);
  } catch (error) {
    // A value that the database refuses: what was written before it must not be committed, whoever owns the transaction.
    abort(rows.transaction);
    throw error;
  }
  return { rows, result, notices, hasRows: changes.some(({ kind }) => kind === "put-app"), hasRead };
}

const asksNothingElse = (read: Read): boolean =>
  read.kind === "hooks" || (read.kind === "get" && read.table === "counters");

/** Resolves at its end, with why where it wasn't committed: an abort must not become an unhandled rejection meanwhile. */
const endOf = (transaction: IDBTransaction): Promise<{ error: unknown } | undefined> =>
  new Promise((resolve) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () =>
      resolve({ error: transaction.error ?? new DOMException("The transaction was aborted.", "AbortError") });
  });

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already, which is all we want.
  }
}

const isAbort = (error: unknown): boolean => (error as { name?: unknown } | null)?.name === "AbortError";
