import type { Key, ListRead } from "../../operations/operation.ts";
import { answerOf } from "./answer-of.ts";

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

/** A store, or one of its indexes. */
export type Source = IDBObjectStore | IDBIndex;

/** In the browsers that have it. */
interface ReadsRecords {
  getAllRecords?(options: {
    query?: IDBKeyRange | undefined;
    count?: number | undefined;
    direction: "prev";
  }): IDBRequest<Found[]>;
}

interface Found {
  value: unknown;
  primaryKey: IDBValidKey;
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
export async function keysOf(source: Source, { range, limit, reverse }: Stretch): Promise<IDBValidKey[]> {
  if (!reverse) return answerOf(source.getAllKeys(range, limit));
  return (await newestFirst(source, range, limit)).map(({ primaryKey }) => primaryKey);
}

/** `getAllRecords` reads backwards in one request (Chromium 141, Firefox 153); elsewhere a cursor, row by row. */
function newestFirst(
  source: Source & ReadsRecords,
  query: IDBKeyRange | undefined,
  count: number | undefined,
): Promise<Found[]> {
  const direction = "prev";
  if (source.getAllRecords) return answerOf(source.getAllRecords({ query, count, direction }));
  const found: Found[] = [];
  const request = source.openCursor(query, direction);
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor) found.push({ value: cursor.value, primaryKey: cursor.primaryKey });
      if (cursor && found.length !== count) cursor.continue();
      else resolve(found);
    };
  });
}
