import { SlowmatchError } from "./slowmatch-error.ts";

/** IndexedDB is missing or refused here (a blocked site, some private modes, a sandboxed frame). */
export class StorageUnavailableError extends SlowmatchError {
  override name = "StorageUnavailableError";
  readonly code = "storage-unavailable";
}

/** Another tab keeps an old version of the database open and does not let the upgrade through. */
export class StorageBlockedError extends SlowmatchError {
  override name = "StorageBlockedError";
  readonly code = "storage-blocked";
}

/** The database was written by a newer version of the library; this page must be reloaded before it may write. */
export class StorageOutdatedError extends SlowmatchError {
  override name = "StorageOutdatedError";
  readonly code = "storage-outdated";
}

/** The browser's quota is used up. Nothing of the refused call was stored. */
export class StorageFullError extends SlowmatchError {
  override name = "StorageFullError";
  readonly code = "storage-full";
}

/** The browser closed the connection and could not reopen it, or its storage process failed. */
export class StorageLostError extends SlowmatchError {
  override name = "StorageLostError";
  readonly code = "storage-lost";
}
