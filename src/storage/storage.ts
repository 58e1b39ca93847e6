import type { Notice } from "../job/notice.ts";
import type { Operation } from "../operations/operation.ts";
import type { AppTransaction } from "./options.ts";

/** `strict` waits until the disk has the data, against a power failure; `relaxed` survives every crash of the browser. */
export type Durability = "relaxed" | "strict";

export interface RunOptions {
  durability?: Durability;
}

/**
 * @param own the commit was made through this very storage, not by another context
 * @param foretold this listener was told that it is coming
 */
export type NoticeListener = (notices: readonly Notice[], own: boolean, foretold?: boolean) => void;

/** What a storage tells of itself. */
export type StorageStatus =
  /** A newer version has upgraded the database; this context may not write any more. */
  | { type: "outdated" }
  /** Our upgrade waits for another context that holds an old version open. */
  | { type: "blocked" }
  /** The upgrade that was blocked has gone through. */
  | { type: "unblocked" }
  /** The browser closed the connection; the next call opens another. */
  | { type: "closed"; cause?: unknown };

/**
 * Keeps the records and runs operations on them.
 *
 * Promises: one operation is one transaction; what it decides is committed whole or not at all; operations that change
 * something run one after another, over all contexts of the origin; a promise is answered after the commit; listeners
 * hear of a change after its commit, in every context.
 */
export interface Storage {
  /** @throws StorageFullError StorageLostError StorageOutdatedError StorageUnavailableError StorageBlockedError, and whatever the operation throws */
  run<Input, Result>(
    operation: Operation<Input, Result>,
    input: Input,
    options?: RunOptions,
  ): Promise<Result>;
  /**
   * Runs an operation in a transaction that somebody else owns: what it decides is committed, or not, with that. Only
   * where the storage is IndexedDB.
   */
  runWithin?<Input, Result>(
    transaction: AppTransaction,
    operation: Operation<Input, Result>,
    input: Input,
  ): Promise<Result>;
  /**
   * What is to be stored when this page is put aside or ends: written in that very moment, without reading, since nothing
   * of the page may run afterwards. Nobody is told of it, or hears whether it was stored. Answers how to take it back.
   *
   * @param operation one that reads nothing
   * @param input asked for in that moment; `undefined`: nothing
   */
  atParting?<Input>(operation: Operation<Input, void>, input: () => Input | undefined): () => void;
  /**
   * Told after each commit, here and elsewhere.
   *
   * @param coming told of another context's commit that may give job servers something to run, as soon as it has been
   * asked for: it may still fail, but whoever then looks is made to wait for it. Only by a storage whose operations stand
   * in line like that, over all contexts
   */
  subscribe(listener: NoticeListener, coming?: () => void): () => void;
  onStatus(listener: (status: StorageStatus) => void): () => void;
  close(): Promise<void>;
}
