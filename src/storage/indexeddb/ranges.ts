import type { Key, ListRead } from "../../operations/operation.ts";

/** The bounds of a range. */
export type Bounds = Pick<ListRead, "lower" | "upper" | "lowerOpen" | "upperOpen">;

type NativeKey = Exclude<Key, readonly Key[]>;

export function rangeOf({
  lower,
  upper,
  lowerOpen = false,
  upperOpen = false,
}: Bounds): IDBKeyRange | undefined {
  const low = lower as NativeKey | undefined;
  const high = upper as NativeKey | undefined;
  if (low !== undefined && high !== undefined) return IDBKeyRange.bound(low, high, lowerOpen, upperOpen);
  if (low !== undefined) return IDBKeyRange.lowerBound(low, lowerOpen);
  if (high !== undefined) return IDBKeyRange.upperBound(high, upperOpen);
  return undefined;
}

/** As much of a store or an index as reading a range needs. */
export interface Source {
  get(key: unknown): Promise<unknown>;
  getAll(range?: IDBKeyRange, count?: number): Promise<unknown[]>;
  getAllKeys(range?: IDBKeyRange, count?: number): Promise<unknown[]>;
  count(range?: IDBKeyRange): Promise<number>;
  getAllRecords?(options: {
    query?: IDBKeyRange | undefined;
    count?: number;
    direction: "prev";
  }): Promise<{ value: unknown; primaryKey: unknown }[]>;
  openCursor(range: IDBKeyRange | undefined, direction: "prev"): Promise<DescendingCursor | null>;
}

interface DescendingCursor {
  value: unknown;
  primaryKey: unknown;
  continue(): Promise<DescendingCursor | null>;
}

export interface Stretch {
  range: IDBKeyRange | undefined;
  limit?: number | undefined;
  reverse?: boolean | undefined;
}

/** The rows of a range, from either end. */
export async function rowsOf(source: Source, { range, limit, reverse }: Stretch): Promise<unknown[]> {
  if (!reverse) return source.getAll(range, limit);
  return (await newestFirst(source, range, limit)).map(({ value }) => value);
}

/** The keys under which the rows of a range are stored, a row as often as the index has it. */
export async function keysOf(source: Source, { range, limit, reverse }: Stretch): Promise<unknown[]> {
  if (!reverse) return source.getAllKeys(range, limit);
  return (await newestFirst(source, range, limit)).map(({ primaryKey }) => primaryKey);
}

/** `getAllRecords` reads backwards in one request (Chromium 141, Firefox 153); elsewhere a cursor, row by row. */
async function newestFirst(
  source: Source,
  range: IDBKeyRange | undefined,
  limit?: number,
): Promise<{ value: unknown; primaryKey: unknown }[]> {
  if (source.getAllRecords) {
    return source.getAllRecords({
      ...(range ? { query: range } : {}),
      ...(limit === undefined ? {} : { count: limit }),
      direction: "prev",
    });
  }
  const rows: { value: unknown; primaryKey: unknown }[] = [];
  let cursor = await source.openCursor(range, "prev");
  while (cursor && rows.length < (limit ?? Number.POSITIVE_INFINITY)) {
    rows.push({ value: cursor.value, primaryKey: cursor.primaryKey });
    if (rows.length === limit) break;
    cursor = await cursor.continue();
  }
  return rows;
}
