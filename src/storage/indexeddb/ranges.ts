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
export function newestFirst(
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
  return new Promise((resolve, reject) => {
    const rows: Found[] = [];
    const request = source.openCursor(range, "prev");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const { result: cursor } = request;
      if (cursor) rows.push({ value: cursor.value, primaryKey: cursor.primaryKey });
      if (!cursor || rows.length === limit) resolve(rows);
      else cursor.continue();
    };
  });
}
