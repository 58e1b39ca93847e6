import type { PayloadRow } from "../../operations/tables.ts";
import { storeOf } from "./schema.ts";

/** Keys of large values that can't be read back, and why: found by one try of an operation, known to the next. */
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
): Promise<PayloadRow | undefined> | PayloadRow {
  const known = damaged.get(key);
  if (known !== undefined) return { id: key, value: undefined, unreadable: known };
  return new Promise((resolve, reject) => {
    const request = transaction.objectStore(storeOf("payloads")).get(key) as IDBRequest<
      PayloadRow | undefined
    >;
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

/** `NotReadableError`: the file is gone. `DataError`: it isn't what was written. */
const isDamage = ({ name }: DOMException): boolean => name === "NotReadableError" || name === "DataError";
