import type { Key, ListRead } from "../../operations/operation.ts";
import { answerOf } from "./request.ts";

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

/** A store or an index. */
export type Source = (IDBObjectStore | IDBIndex) & {
  getAllRecords?(options: {
    query?: IDBKeyRange | undefined;
    count?: number;
    direction: "prev";
  }): IDBRequest<Found[]>;
};

interface Found {
  value: unknown;
  primaryKey: unknown;
}

export interface Stretch {
  range: IDBKeyRange | undefined;
  limit?: number | undefined;
  reverse?: boolean | undefined;
}

/** The rows of a range, from either end. */
export async function rowsOf(source: Source, { range, limit, reverse }: Stretch): Promise<unknown[]> {
  if (!reverse) return answerOf(source.getAll(range, limit));
  return (await newestFirst(source, range, limit)).map(({ value }) => value);
}

/** The keys under which the rows of a range are stored, a row as often as the index has it. */
export async function keysOf(source: Source, { range, limit, reverse }: Stretch): Promise<unknown[]> {
  if (!reverse) return answerOf(source.getAllKeys(range, limit));
  return (await newestFirst(source, range, limit)).map(({ primaryKey }) => primaryKey);
}

/**
 * The last rows first. `getAllRecords` reads backwards in one request (Chromium 141, Firefox 153); elsewhere a cursor,
 * row by row.
 */
export async function newestFirst(
  source: Source,
  range: IDBKeyRange | undefined,
  limit?: number,
): Promise<Found[]> {
  if (source.getAllRecords) {
    const options = {
      ...(range ? { query: range } : {}),
      ...(limit === undefined ? {} : { count: limit }),
      direction: "prev" as const,
    };
    return answerOf(source.getAllRecords(options));
  }
  const rows: Found[] = [];
  const request = source.openCursor(range, "prev");
  // A value that can't be read back is thrown where it is looked at: here, where it ends the wait.
  for (let cursor = await answerOf(request); cursor; cursor = await answerOf(request)) {
    rows.push({ value: cursor.value, primaryKey: cursor.primaryKey });
    if (rows.length === limit) break;
    cursor.continue();
  }
  return rows;
}
