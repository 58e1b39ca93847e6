import { SlowmatchError } from "./slowmatch-error.ts";

/**
 * A cron expression, an interval or a time zone that can't be used. `details` has `field` (which part), `text` (as
 * given) and `expected` (what is allowed).
 */
export class InvalidScheduleError extends SlowmatchError {
  override name = "InvalidScheduleError";
  readonly code = "invalid-schedule";
}
