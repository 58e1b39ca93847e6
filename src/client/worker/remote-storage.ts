import { type ErrorInfo, toError } from "../../errors/error-info.ts";
import {
  StorageBlockedError,
  StorageFullError,
  StorageLostError,
  StorageOutdatedError,
  StorageUnavailableError,
} from "../../errors/storage-errors.ts";
import type { Operation } from "../../operations/operation.ts";
import type { AppTransaction } from "../../storage/options.ts";
import type { NoticeListener, RunOptions, Storage, StorageStatus } from "../../storage/storage.ts";
import type { RunAnswer } from "./worker-protocol.ts";

/** Asks the service worker to run an operation; answers `undefined` when there is none to ask. */
export type RunRemotely = (
  operation: string,
  input: unknown,
  options: RunOptions,
) => Promise<RunAnswer | undefined>;

/**
 * A page's storage that can do without the page's own database: when that is lost (WebKit takes it away from a document
 * for good when its storage process ends, while the service worker still has it) or refused, every operation is run by
 * the service worker instead, asked by name with the same plain input.
 */
export class ResilientStorage implements Storage {
  readonly #local: Storage;
  readonly #runRemotely: RunRemotely;
  readonly #onSwitch: (cause: unknown) => void;
  #remote = false;

  constructor(local: Storage, runRemotely: RunRemotely, onSwitch: (cause: unknown) => void) {
    this.#local = local;
    this.#runRemotely = runRemotely;
    this.#onSwitch = onSwitch;
  }

  async run<Input, Result>(
    operation: Operation<Input, Result>,
    input: Input,
    options: RunOptions = {},
  ): Promise<Result> {
    if (this.#remote) return this.#ask(operation, input, options, undefined);
    try {
      return await this.#local.run(operation, input, options);
    } catch (error) {
      if (!(error instanceof StorageLostError || error instanceof StorageUnavailableError)) throw error;
      // The lost call may have been committed: whoever must not do a thing twice looks first.
      const repeated = typeof input === "object" && input !== null ? { ...input, repeated: true } : input;
      return this.#ask(operation, repeated as Input, options, error);
    }
  }

  runWithin<Input, Result>(
    transaction: AppTransaction,
    operation: Operation<Input, Result>,
    input: Input,
  ): Promise<Result> {
    if (!this.#local.runWithin) throw new StorageUnavailableError("jobs.within needs IndexedDB.");
    return this.#local.runWithin(transaction, operation, input);
  }

  subscribe(listener: NoticeListener): () => void {
    return this.#local.subscribe(listener);
  }

  onStatus(listener: (status: StorageStatus) => void): () => void {
    return this.#local.onStatus(listener);
  }

  close(): Promise<void> {
    return this.#local.close();
  }

  async #ask<Input, Result>(
    operation: Operation<Input, Result>,
    input: Input,
    options: RunOptions,
    lost: unknown,
  ): Promise<Result> {
    const answer = await this.#runRemotely(operation.name, input, options);
    if (!answer)
      throw (
        lost ??
        new StorageLostError("This page lost its storage and there is no service worker to ask. Reload it.")
      );
    if (!this.#remote) {
      this.#remote = true;
      this.#onSwitch(lost);
    }
    if ("error" in answer) throw revived(answer.error);
    return answer.result as Result;
  }
}

const STORAGE_ERRORS = [
  StorageBlockedError,
  StorageFullError,
  StorageLostError,
  StorageOutdatedError,
  StorageUnavailableError,
];

/** The worker's error as the class it was there. */
function revived(info: ErrorInfo): Error {
  for (const Kind of STORAGE_ERRORS) {
    const error = new Kind(info.message, info.cause ? { cause: toError(info.cause) } : {});
    if (error.code === info.code) return error;
  }
  return toError(info);
}
