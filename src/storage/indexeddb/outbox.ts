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
 * comes later and can say why.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #opening: Promise<IDBDatabase> | undefined;
  #waiting: Left[] = [];
  #closed = false;
  /** The transaction that is open. */
  #writing: Promise<void> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Whether it is stored now, for good; never rejects. */
  leave(row: ChoreRow): Promise<boolean> {
    return new Promise((done) => {
      if (this.#closed) done(false);
      else if (this.#waiting.push({ row, done }) === 1) void this.#leaveAll();
    });
  }

  /** Waits for what is being stored; what could not be begun is answered with `false`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { done } of this.#waiting.splice(0)) done(false);
    await this.#writing;
    this.#opening?.then(
      (database) => database.close(),
      () => {},
    );
  }

  async #leaveAll(): Promise<void> {
    let database: IDBDatabase;
    this.#opening ??= this.#open();
    try {
      database = await this.#opening;
    } catch {
      this.#opening = undefined;
      for (const { done } of this.#waiting.splice(0)) done(false);
      return;
    }
    // Calls made in a row, while it was being opened or in one turn, share the transaction.
    const left = this.#waiting.splice(0);
    if (left.length === 0) return;
    const { durability, onStored } = this.#options;
    const stored = commit(
      database,
      durability,
      left.map(({ row }) => row),
    );
    this.#writing = stored.then(() => {});
    const ok = await stored;
    for (const { done } of left) done(ok);
    if (ok) onStored();
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      // As it is: a version that was asked for would wait for tabs that hold an older one, and the storage behind it.
      const request = indexedDB.open(this.#options.name);
      request.onupgradeneeded = () => request.transaction?.abort();
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const { result } = request;
        result.onversionchange = () => result.close();
        if (!this.#closed && result.version === SCHEMA_VERSION) return resolve(result);
        result.close();
        reject(new DOMException("It is not of this version.", "VersionError"));
      };
    });
  }
}

/** Whether the rows are committed. */
function commit(database: IDBDatabase, durability: Durability, rows: readonly ChoreRow[]): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(CHORES, "readwrite", { durability });
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = () => resolve(false);
      try {
        for (const row of rows) transaction.objectStore(CHORES).add(row);
      } catch {
        // A value that the database refuses: the others, which are answered with `false` too, must not be stored either.
        transaction.abort();
      }
    } catch {
      resolve(false);
    }
  });
}
