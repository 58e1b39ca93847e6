import type { AppTransaction } from "../options.ts";

/** What is on its way; a feature of the client is one. */
interface Coming<Part> {
  readonly now: Part | undefined;
  load(): Promise<Part>;
}

/**
 * Waits for something without letting go of an app's transaction, which would end by itself: it is asked for nothing, again and
 * again, until what is awaited is here. The caller goes on within the transaction.
 *
 * @throws what loading throws; the transaction goes on then
 */
export async function keptOpen<Part>(transaction: AppTransaction, coming: Coming<Part>): Promise<Part> {
  let failed = false;
  coming.load().catch(() => {
    failed = true;
  });
  // The browser's own, or as idb has wrapped it: of what is used here both have the same.
  const own = transaction as IDBTransaction;
  try {
    while (!coming.now && !failed) await answered(own.objectStore(own.objectStoreNames[0]!).get(0));
  } catch {
    // It has ended, and whoever was to work in it says so.
  }
  return coming.now ?? coming.load();
}

const answered = (request: IDBRequest | Promise<unknown>): Promise<unknown> =>
  "then" in request
    ? request
    : new Promise((resolve, reject) => {
        request.onsuccess = resolve;
        request.onerror = reject;
      });
