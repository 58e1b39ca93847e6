import type { ChoreRow } from "../../operations/tables.ts";
import type { Durability } from "../storage.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";

const CHORES = "slowmatch-chores";

interface Left {
  row: ChoreRow;
  done: (stored: boolean) => void;
}

export interface OutboxOptions {
  /** Name of the database. */
  name: string;
  durability: Durability;
  /** Something has been stored that nobody knows of. */
  onStored: () => void;
}

/**
 * Where a page leaves jobs durably before the storage is there: in the store of the chores, in a transaction of nothing else.
 * Whoever has the rules takes them in. It knows no way out of trouble: what can't be left is for the storage, which
 * comes later and can say why. Its connection is open only while it stores: one that a page keeps which is put aside would
 * hold up another tab's upgrade.
 */
export interface Outbox {
  /** @param done told once whether it is stored now, for good */
  leave(row: ChoreRow, done: (stored: boolean) => void): void;
  /** Waits for what is being stored; what could not be begun is answered with `false`. Everyone has been told then. */
  close(): Promise<void>;
}

export function openOutbox({ name, durability, onStored }: OutboxOptions): Outbox {
  const waiting: Left[] = [];
  let isLeaving = false;
  let closed = false;
  /** The transaction that is open. */
  let writing: Promise<void> | undefined;

  const leaveAll = async (): Promise<void> => {
    isLeaving = true;
    while (waiting.length > 0) {
      const database = await opened(name).catch(() => undefined);
      // Calls made in a row, while it was being opened or in one turn, share the transaction.
      writing = write(database, waiting.splice(0));
      await writing;
    }
    isLeaving = false;
  };
  const write = async (database: IDBDatabase | undefined, left: readonly Left[]): Promise<void> => {
    const rows = left.map(({ row }) => row);
    const stored = database !== undefined && rows.length > 0 && (await commit(database, durability, rows));
    database?.close();
    // Other contexts first: whom this page tells an id of is to find its job.
    if (stored) onStored();
    for (const { done } of left) done(stored);
  };

  return {
    leave(row, done) {
      if (closed) return done(false);
      waiting.push({ row, done });
      if (!isLeaving) void leaveAll();
    },
    async close() {
      closed = true;
      for (const { done } of waiting.splice(0)) done(false);
      await writing;
    },
  };
}

/** The database, if it is there and of this version. */
const opened = (name: string): Promise<IDBDatabase | undefined> =>
  new Promise((resolve) => {
    // As it is: a version that was asked for would wait for tabs that hold an older one, and the storage behind it.
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => resolve(undefined);
    request.onsuccess = () => {
      const { result } = request;
      const close = (): void => result.close();
      result.onversionchange = close;
      if (result.version === SCHEMA_VERSION) return resolve(result);
      close();
      resolve(undefined);
    };
  });

/** Whether the rows are committed. */
function commit(database: IDBDatabase, durability: Durability, rows: readonly ChoreRow[]): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(CHORES, "readwrite", { durability });
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = () => resolve(false);
      try {
        for (const row of rows) transaction.objectStore(CHORES).add(row);
        // A page that is frozen before it has heard the answers would hold up every other writer.
        transaction.commit();
      } catch {
        // A value that the database refuses: the others, which are answered with `false` too, must not be stored either.
        transaction.abort();
      }
    } catch {
      resolve(false);
    }
  });
}
