/** Facts an error carries for programs; the message says the same to people. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface SlowmatchErrorOptions {
  details?: ErrorDetails;
  cause?: unknown;
}

/**
 * The base of every error this library throws.
 *
 * `code` is stable and meant for programs (`'job-not-found'`); `message` says what happened, what was
 * expected and what to do; `details` holds the values the message speaks of.
 *
 * @example
 * try { await jobs.enqueue(send, args); } catch (error) {
 *   if (error instanceof SlowmatchError && error.code === 'storage-full') askToFreeSpace();
 * }
 */
export abstract class SlowmatchError extends Error {
  // Said by each class itself: minified builds rename classes.
  override name = "SlowmatchError";
  abstract readonly code: string;
  readonly details: ErrorDetails;

  constructor(message: string, options: SlowmatchErrorOptions = {}) {
    super(message, options);
    this.details = options.details ?? {};
  }
}
