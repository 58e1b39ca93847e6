import { SlowmatchError } from "./slowmatch-error.ts";

/**
 * A page loads what it doesn't need for enqueueing when it is first asked for, and that part could not be loaded, or was
 * asked for where nothing can be waited for. Nothing was done; the next call tries again. `details.part` names it.
 */
export class PartNotLoadedError extends SlowmatchError {
  override name = "PartNotLoadedError";
  readonly code = "part-not-loaded";
}
