import { SlowmatchError } from "./slowmatch-error.ts";

/** A job, an option or an argument is not what it must be. Thrown at once; storage is untouched. */
export class InvalidJobError extends SlowmatchError {
  override name = "InvalidJobError";
  readonly code = "invalid-job";
}

/** A call on a client or server that has been closed. */
export class ClosedError extends SlowmatchError {
  override name = "ClosedError";
  readonly code = "closed";
}
