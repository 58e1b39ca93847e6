import { openDB } from "idb";
import { StorageBlockedError, StorageOutdatedError } from "../../errors/storage-errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { AppDatabase } from "../options.ts";
import type { StorageStatus } from "../storage.ts";
import { nativeOf } from "./native.ts";
import { SCHEMA_VERSION, type UpgradableDatabase, type UpgradeTransaction, upgradeStores } from "./schema.ts";
import { unavailable } from "./storage-error.ts";

/**
 * `open()` can hang without an answer (seen in WebKit after its storage process died; in every browser while another
 * tab blocks an upgrade): after this long the caller is told instead.
 */
const OPEN_TIMEOUT = 10_000;

export interface ConnectionOptions {
  name: string;
  clock: Clock;
  tell(status: StorageStatus): void;
  /** A call that may have to begin anew needs the connection once more: it is closed behind its end. Absent: there is none. */
  unproven(): Promise<void> | undefined;
  /** The schema version to open; a test opens other ones. */
  version?: number | undefined;
  /** The app's own database, in which our stores are: it opens, upgrades and closes it. */
  open?: (() => Promise<AppDatabase>) | undefined;
}

/** The one connection of this context: opened when needed, closed for upgrades, opened again when the browser closed it. */
export class Connection {
  readonly #options: ConnectionOptions;
  #opening: Promise<IDBDatabase> | undefined;
  /** What the last successful opening gave. */
  #current: IDBDatabase | undefined;
  #outdated = false;
  #isToldOutdated = false;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** The open database; several callers share one attempt, and a failed attempt is forgotten. */
  database(): Promise<IDBDatabase> {
    if (this.#outdated) return Promise.reject(this.#outdatedError());
    this.#opening ??= this.#open().then(
      (database) => {
        this.#current = database;
        return database;
      },
      (error: unknown) => {
        this.#opening = undefined;
        throw error;
      },
    );
    return this.#opening;
  }

  /** What is open now. */
  get current(): IDBDatabase | undefined {
    return this.#current;
  }

  /** The database behind the promise has failed: the next call opens another. */
  forget(database: IDBDatabase): void {
    // Several operations fail on one connection; only the first of them finds it still the present one.
    if (this.#current === database) this.#opening = this.#current = undefined;
    if (!this.#options.open) database.close();
  }

  /** Closes it for now: the next call opens another. */
  letGo(): void {
    if (this.#current) this.forget(this.#current);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opening = this.#opening;
    this.#opening = undefined;
    if (!opening || (this.#options.open && !this.#current)) return;
    await opening.then((database) => this.#end(database)).catch(() => {});
  }

  async #end(database: IDBDatabase): Promise<void> {
    const { open, unproven } = this.#options;
    for (let wait = unproven(); wait; wait = unproven()) await wait;
    if (!open) database.close();
  }

  #open(): Promise<IDBDatabase> {
    const { name, clock, tell, version = SCHEMA_VERSION, open } = this.#options;
    if (open) return open().then((database) => nativeOf<IDBDatabase>(database));
    if (typeof indexedDB === "undefined") return Promise.reject(unavailable("there is no indexedDB"));
    return new Promise((resolve, reject) => {
      let late = false;
      let blocked = false;
      const stopTimer = clock.setTimer(OPEN_TIMEOUT, () => {
        late = true;
        reject(
          blocked
            ? new StorageBlockedError(
                "Another tab of this site keeps an old version of the job database open. Close or reload the other tabs.",
              )
            : new DOMException("The database could not be opened in time.", "TimeoutError"),
        );
      });
      openDB(name, version, {
        upgrade: (database, _old, _new, transaction) =>
          upgradeStores(
            database as unknown as UpgradableDatabase,
            transaction as unknown as UpgradeTransaction,
          ),
        blocked: () => {
          blocked = true;
          tell({ type: "blocked" });
        },
        // Someone wants to upgrade or delete the database: stepping aside at once is what lets every other tab go on.
        blocking: (_current, wanted, event) => {
          void this.#end(event.target as IDBDatabase);
          this.#opening = undefined;
          if (wanted !== null) {
            this.#outdated = true;
            tell({ type: "outdated" });
          } else tell({ type: "closed" });
        },
        terminated: () => {
          this.#opening = undefined;
          if (!this.#closed) tell({ type: "closed" });
        },
      }).then(
        (opened) => {
          stopTimer();
          // The browser's own: see answerOf.
          const database = nativeOf<IDBDatabase>(opened);
          if (late || this.#closed) database.close();
          if (late) return;
          if (blocked) tell({ type: "unblocked" });
          resolve(database);
        },
        (error: unknown) => {
          stopTimer();
          // Every call finds it out anew, as the newer database may have been removed; the app hears of it once.
          if ((error as { name?: unknown }).name === "VersionError" && !this.#isToldOutdated) {
            this.#isToldOutdated = true;
            tell({ type: "outdated" });
          }
          reject(error);
        },
      );
    });
  }

  #outdatedError(): StorageOutdatedError {
    return new StorageOutdatedError(
      "A newer version of this app has upgraded the job database; this page may not write to it any more. Reload it.",
    );
  }
}
