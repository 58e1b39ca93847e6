import { InvalidJobError } from "../../errors/call-errors.ts";
import { SlowmatchError } from "../../errors/slowmatch-error.ts";
import {
  StorageFullError,
  StorageLostError,
  StorageOutdatedError,
  StorageUnavailableError,
} from "../../errors/storage-errors.ts";

/**
 * What the browser said, as an error of ours that says what to do. Errors are told apart by name: the class of a quota
 * error differs between browsers.
 */
export function storageError(cause: unknown, doing: string): unknown {
  if (cause instanceof SlowmatchError) return cause;
  switch (nameOf(cause)) {
    case "QuotaExceededError":
      return new StorageFullError(
        `The browser's storage for this site is full; ${doing} changed nothing. Free some space (clear finished jobs, caches, files) and repeat the call.`,
        { cause },
      );
    case "VersionError":
      return new StorageOutdatedError(
        `The job database was written by a newer version of this app; ${doing} changed nothing. Reload the page to run the new version.`,
        { cause },
      );
    case "DataCloneError":
      return new InvalidJobError(
        `A value can't be stored: the browser can copy it, but its database refuses it; ${doing} changed nothing. Give plain data, Date, Map, Set, Blob, ArrayBuffer and the like.`,
        { cause },
      );
    case "NotFoundError":
      return new StorageUnavailableError(
        `The job database lacks a store or an index of this version of the library; ${doing} changed nothing. It is the app's own: raise its version, and call upgradeStores(db, transaction) in its upgrade.`,
        { cause },
      );
    case "SecurityError":
    case "NotSupportedError":
      return unavailable(doing, cause);
    default:
      if (!isConnectionError(cause)) return cause;
      return new StorageLostError(
        `The browser's storage did not do its work while ${doing}; nothing of it was stored. Repeat the call; if it goes on, reload the page.`,
        { cause },
      );
  }
}

export function unavailable(doing: string, cause?: unknown): StorageUnavailableError {
  return new StorageUnavailableError(
    `IndexedDB can't be used here (${doing}): the browser blocks storage for this site, or this is not a browser. Allow storage for the site, or open it outside of a sandboxed frame.`,
    cause === undefined ? {} : { cause },
  );
}

/** The connection is gone, not the operation wrong: the same call on a new connection may go through. */
export const isConnectionError = (error: unknown): boolean => CONNECTION_ERRORS.includes(nameOf(error));

const CONNECTION_ERRORS: readonly unknown[] = [
  "InvalidStateError",
  "UnknownError",
  "AbortError",
  "TimeoutError",
];

const nameOf = (error: unknown): unknown => (error as { name?: unknown } | null)?.name;
