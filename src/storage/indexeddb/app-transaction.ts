import { StorageUnavailableError } from "../../errors/storage-errors.ts";

/**
 * Refuses a transaction in which nothing of ours can be written, before anything is.
 *
 * @throws StorageUnavailableError saying what it lacks and how to open one
 */
export function expectOurs(transaction: IDBTransaction, database: string, stores: readonly string[]): void {
  const { name } = transaction.db;
  if (name !== database) {
    const which = `the transaction is one of the database '${name}', and this client's jobs are in '${database}'`;
    throw refusal(
      `${which}. Give that database to createClient({ database }), or open the transaction on it.`,
    );
  }
  const missing = stores.filter((store) => !transaction.objectStoreNames.contains(store));
  const lacks =
    missing.length > 0
      ? `doesn't span ${missing.length > 1 ? "the stores" : "the store"} ${missing.map((store) => `'${store}'`).join(", ")}`
      : transaction.mode === "readwrite"
        ? undefined
        : `is ${transaction.mode}`;
  if (lacks === undefined) return;
  throw refusal(
    `the transaction ${lacks}. Open it over the job stores too: db.transaction([...jobStores, 'notes'], 'readwrite').`,
  );
}

/** The last call of ours in each transaction. */
const lastIn = new WeakMap<IDBTransaction, Promise<unknown>>();

/**
 * Runs what is asked for in one transaction one after the other: two that read at the same time would each write over what
 * the other has counted, since no transaction keeps them apart.
 */
export function inTurn<Result>(transaction: IDBTransaction, run: () => Promise<Result>): Promise<Result> {
  const ran = lastIn.get(transaction)?.then(run, run) ?? run();
  lastIn.set(transaction, ran);
  return ran;
}

/** What the browser says when the app's transaction is over, as an error that says how that came about. */
export function throwEnded(cause: unknown): never {
  const name = (cause as { name?: unknown } | null)?.name;
  if (name !== "TransactionInactiveError" && name !== "InvalidStateError") throw cause;
  throw refusal(
    "the transaction has ended. A browser ends one as soon as nothing is asked of it, so between its requests nothing else may be waited for: fetch and the like before it, or after.",
    cause,
  );
}

const refusal = (what: string, cause?: unknown): StorageUnavailableError =>
  new StorageUnavailableError(
    `jobs.within: ${what} Nothing of this call was stored.`,
    cause === undefined ? {} : { cause },
  );
