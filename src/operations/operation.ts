import type { Notice } from "../job/notice.ts";
import type { JobRecord } from "../job/record.ts";
import type { AppRow } from "../job/state-hooks.ts";
import type { Indexes, Rows, TableName } from "./tables.ts";

/** A value IndexedDB orders: numbers before texts before arrays. `[]` sorts behind everything in a range. */
export type Key = number | string | readonly Key[];

/** One record by its key. */
export interface GetRead {
  kind: "get";
  table: TableName;
  key: string;
}

/** Records in the order of their key or of an index, within bounds, at most `limit`. */
export interface ListRead {
  kind: "list";
  table: TableName;
  index?: string;
  lower?: Key | undefined;
  upper?: Key | undefined;
  /** The bounds themselves don't belong to the range. */
  lowerOpen?: boolean;
  upperOpen?: boolean;
  limit?: number;
  reverse?: boolean;
  /** So many rows the range has, as the operation knows from the counters: whoever has found them all need not look on. */
  total?: number | undefined;
}

/** The keys of a range, in order, at most `limit`, of rows whose values are large, or may not be readable any more. */
export interface KeysRead {
  kind: "keys";
  table: PlainTable;
  lower: string;
  upper: string;
  limit: number;
}

/**
 * Writes made before the decision is complete, so that the reads that follow see them. They belong to the same
 * transaction: if the operation then throws, they have never been. Answered with `undefined`.
 */
export interface EarlyWrite {
  kind: "write";
  changes: readonly Change[];
}

/** What the filters of the context that runs the operation have to say; answered with its hooks, or `undefined`. */
export interface HooksRead {
  kind: "hooks";
}

/**
 * Claimed jobs that this operation is about to let go: what the storage must know to remove their rows together it can
 * ask along with the reads beside it. Answered with `undefined`, and never needed.
 */
export interface Leaving {
  kind: "leaving";
  jobs: readonly JobRecord[];
}

/** Something a decision needs to know; the storage answers it inside the transaction. */
export type Read = GetRead | ListRead | KeysRead | EarlyWrite | HooksRead | Leaving;

/** Tables in which a row is written without being known before. */
export type PlainTable = Exclude<TableName, "jobs">;

/** A job as it was read or claimed before this write, or as this operation last wrote it; `undefined`: it is new. */
type Before = { was: JobRecord | undefined };

/** One write of a decision. */
export type Change =
  | { [T in PlainTable]: { kind: "put"; table: T; value: Rows[T] } }[PlainTable]
  // Where a job's row lies is the storage's affair, and what it was tells where.
  | ({ kind: "put"; table: "jobs"; value: JobRecord } & Before)
  | { kind: "delete"; table: PlainTable; key: string }
  | ({ kind: "delete"; table: "jobs"; key: string } & Before)
  | { kind: "delete-range"; table: PlainTable; lower: string; upper: string }
  /** Every row. */
  | { kind: "clear"; table: PlainTable }
  | { kind: "clear"; table: "jobs" }
  /** A filter's row, for a store of the app's own. */
  | ({ kind: "put-app"; refusable: boolean } & AppRow);

/** What an operation answers: changes commit together; notices go out after the commit, and only then. */
export interface Decision<Result> {
  changes: readonly Change[];
  notices: readonly Notice[];
  result: Result;
}

/** Yields reads that may be answered side by side, gets their answers in the same order, returns one decision. */
export type Deciding<Result> = Generator<readonly Read[], Result, readonly unknown[]>;

/**
 * The only way to change or read the store: a generator that yields what it must know and returns what is to be done.
 * The storage drives it inside one transaction. A generator can't await, so no foreign promise can end the transaction
 * early. Input and result are plain data: an operation can be asked for by name from another context.
 */
export interface Operation<Input, Result> {
  name: string;
  mode: "readonly" | "readwrite";
  tables: readonly TableName[];
  decide(input: Input): Deciding<Decision<Result>>;
}

/** Reads one record. */
export function* get<T extends TableName>(table: T, key: string): Deciding<Rows[T] | undefined> {
  const [row] = yield [{ kind: "get", table, key }];
  return row as Rows[T] | undefined;
}

/** Reads several records at once, in the order of the keys; an absent one is `undefined`. */
export function* getMany<T extends TableName>(
  table: T,
  keys: readonly string[],
): Deciding<(Rows[T] | undefined)[]> {
  if (keys.length === 0) return [];
  return (yield keys.map((key) => ({ kind: "get" as const, table, key }))) as (Rows[T] | undefined)[];
}

/** The range of all keys that begin with these parts. */
export const startingWith = (...parts: readonly Key[]): { lower: Key; upper: Key } => ({
  lower: parts,
  upper: [...parts, []],
});

type ListOptions<T extends TableName> = Omit<ListRead, "kind" | "table" | "index"> & { index?: Indexes[T] };

/** Reads a range. */
export function* list<T extends TableName>(table: T, options: ListOptions<T> = {}): Deciding<Rows[T][]> {
  const [rows] = yield [{ kind: "list", table, ...options }];
  return rows as Rows[T][];
}

/** Reads several ranges of one table at once. */
export function* lists<T extends TableName>(
  table: T,
  ranges: readonly ListOptions<T>[],
): Deciding<Rows[T][][]> {
  if (ranges.length === 0) return [];
  return (yield ranges.map((range) => ({ kind: "list" as const, table, ...range }))) as Rows[T][][];
}

/** A decision that tells nobody, and mostly changes nothing. */
export const answer = <Result>(result: Result, changes: readonly Change[] = []): Decision<Result> => ({
  changes,
  notices: [],
  result,
});
