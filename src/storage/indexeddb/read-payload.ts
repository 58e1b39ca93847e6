import type { ListRead, PlainTable } from "../../operations/operation.ts";
import type { PayloadRow } from "../../operations/tables.ts";
import { rangeOf, rowsOf } from "./ranges.ts";
import { answerOf } from "./request.ts";
import { storeOf } from "./schema.ts";

/** Keys of large values that can't be read back, and why, and ranges with such: found by one try of an operation, known to the next. */
export type Damaged = Map<string, string>;

/**
 * Reads a large value. Browsers keep such values in files of their own, which may be lost or damaged: then the row says so.
 * Otherwise one job's arguments would hold up every claim that comes across them.
 *
 * Chromium aborts the transaction of such a read at its end, whatever its listener says. So the operation is tried once
 * more, and this read is not.
 */
export function readPayload(
  transaction: IDBTransaction,
  key: string,
  damaged: Damaged,
  store: string = storeOf("payloads"),
): Promise<PayloadRow | undefined> | PayloadRow {
  const known = damaged.get(key);
  if (known !== undefined) return { id: key, value: undefined, unreadable: known };
  return new Promise((resolve, reject) => {
    const request = transaction.objectStore(store).get(key) as IDBRequest<PayloadRow | undefined>;
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      const error = request.error!;
      if (!isDamage(error)) return reject(error);
      const unreadable = `${error.name}: ${error.message}.`;
      damaged.set(key, unreadable);
      // Neither a browser that would go on nor who waits for the commit takes it for a failure of the whole.
      event.preventDefault();
      event.stopPropagation();
      resolve({ id: key, value: undefined, unreadable });
    };
  });
}

/**
 * Reads a range of rows that may be large. One that can't be read back fails the whole range: then they are read one by one,
 * and that one says so.
 */
export async function readPayloads(
  transaction: IDBTransaction,
  read: ListRead,
  damaged: Damaged,
): Promise<PayloadRow[]> {
  const { limit, reverse } = read;
  const range = rangeOf(read);
  const store = storeOf(read.table as PlainTable);
  const rangeKey = `range ${JSON.stringify([store, read.lower, read.upper])}`;
  if (!damaged.has(rangeKey)) {
    try {
      return (await rowsOf(transaction.objectStore(store), { range, limit, reverse })) as PayloadRow[];
    } catch (error) {
      if (isDamage(error as DOMException)) damaged.set(rangeKey, "");
      throw error;
    }
  }
  const keys = (await answerOf(transaction.objectStore(store).getAllKeys(range))) as string[];
  if (reverse) keys.reverse();
  const rows = await Promise.all(
    keys.slice(0, limit).map((key) => readPayload(transaction, key, damaged, store)),
  );
  return rows.filter((row) => row !== undefined);
}

/** `NotReadableError`: the file is gone. `DataError`: it isn't what was written. */
const isDamage = ({ name }: DOMException): boolean => name === "NotReadableError" || name === "DataError";
