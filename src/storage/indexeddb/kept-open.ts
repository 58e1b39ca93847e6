import type { AppTransaction } from "../options.ts";

/**
 * Waits for something without letting go of an app's transaction, which would end by itself: it is asked for nothing, again and
 * again, until what is awaited is here. The caller goes on within the transaction.
 *
 * @throws what it is rejected with; the transaction goes on then
 */
export async function keptOpen<Part>(transaction: AppTransaction, part: Promise<Part>): Promise<Part> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  part.then(end, end);
  // The browser's own, or as idb has wrapped it: of what is used here both have the same.
  const own = transaction as IDBTransaction;
  try {
    while (!over) await answered(own.objectStore(own.objectStoreNames[0]!).get(0));
  } catch {
    // It has ended, and whoever was to work in it says so.
  }
  return part;
}

const answered = (request: IDBRequest | Promise<unknown>): Promise<unknown> =>
  "then" in request
    ? request
    : new Promise((resolve, reject) => {
        request.onsuccess = resolve;
        request.onerror = reject;
      });
