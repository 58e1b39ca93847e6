import { expectHold } from "./hold-name.ts";
import { SlowmatchError, type SlowmatchErrorOptions } from "./slowmatch-error.ts";

/** The job that was named does not exist: it never did, or it has been removed after its `keep` time. */
export class JobNotFoundError extends SlowmatchError {
  override name = "JobNotFoundError";
  readonly code = "job-not-found";
}

/** An `id` or a unique key with `onConflict: 'reject'` is already taken; `details.id` names the job that stands. */
export class JobConflictError extends SlowmatchError {
  override name = "JobConflictError";
  readonly code = "job-conflict";
}

/** A filter's `onCreating` cancelled the call: nothing was stored. `details.filter` names it where it has a name. */
export class JobCancelledError extends SlowmatchError {
  override name = "JobCancelledError";
  readonly code = "job-cancelled";
}

/**
 * A filter threw inside a transaction, or answered a promise where nothing can be waited for. The call changed nothing.
 * `cause` is what it threw; `details.filter` and `details.hook` name the place.
 */
export class FilterError extends SlowmatchError {
  override name = "FilterError";
  readonly code = "filter";
}

/** `result(id)`: the job failed for good. `cause` is the handler's last error. */
export class JobFailedError extends SlowmatchError {
  override name = "JobFailedError";
  readonly code = "job-failed";
}

/** `result(id)`: the job was deleted. Also the reason of a handler's signal when its job is deleted. */
export class JobDeletedError extends SlowmatchError {
  override name = "JobDeletedError";
  readonly code = "job-deleted";
}

/** One attempt ran longer than its `timeout`. The attempt counts, and is retried like any other failure. */
export class JobTimeoutError extends SlowmatchError {
  override name = "JobTimeoutError";
  readonly code = "job-timeout";
}

/** The job kept ending its context (a crash, an endless loop) and was stopped after `maxInterruptions`. */
export class JobInterruptedError extends SlowmatchError {
  override name = "JobInterruptedError";
  readonly code = "job-interrupted";
}

/** Jobs can't be added to a batch that has ended or was cancelled, unless it is told to be reopened. */
export class BatchEndedError extends SlowmatchError {
  override name = "BatchEndedError";
  readonly code = "batch-ended";
}

/** This attempt no longer holds the job's lease; whatever it reports is refused. The reason of the handler's signal. */
export class LeaseLostError extends SlowmatchError {
  override name = "LeaseLostError";
  readonly code = "lease-lost";
}

/** A handler's durable steps come in another order than when the job was interrupted. Fatal: doing it again can't help. */
export class StepOrderError extends SlowmatchError {
  override name = "StepOrderError";
  readonly code = "step-order";
}

/**
 * The arguments of a job can't be read back: the browser has lost the file in which it kept them, or the row is gone. Fatal;
 * the job stays as failed, and the others are none the worse.
 */
export class UnreadableArgsError extends SlowmatchError {
  override name = "UnreadableArgsError";
  readonly code = "unreadable-args";
}

/** The job server is stopping, or the browser is about to end this run. The reason of the handler's signal. */
export class ShutdownError extends SlowmatchError {
  override name = "ShutdownError";
  readonly code = "shutdown";
}

/** No answer within the `timeout` that `result(id)` was given. The job itself goes on. */
export class ResultTimeoutError extends SlowmatchError {
  override name = "ResultTimeoutError";
  readonly code = "result-timeout";
}

/**
 * Throw this from a handler to end the retries: the job is `failed` at once.
 *
 * @example throw new FatalJobError('The address does not exist.');
 */
export class FatalJobError extends SlowmatchError {
  override name = "FatalJobError";
  readonly code = "fatal";
}

/**
 * Throw this from a handler to say yourself when the next attempt may start, for example what a server asked for in
 * `Retry-After`. It spends an attempt like any other error.
 *
 * @example throw new RetryLater('30s', { cause: response.status });
 */
export class RetryLater extends SlowmatchError {
  override name = "RetryLater";
  readonly code = "retry-later";
  /** A duration (`'30s'`, milliseconds) from now, or an instant as a `Date`. */
  readonly after: number | string | Date | object;

  constructor(
    after: number | string | Date | object,
    options: SlowmatchErrorOptions & { message?: string } = {},
  ) {
    super(options.message ?? "The handler asked to be tried again later.", options);
    this.after = after;
  }
}

/**
 * Throw this from a handler whose permission has run out (an expired sign-in): it places the named hold and gives the
 * job back without spending an attempt. `jobs.release(name)` lets every job with that hold go on.
 */
export class HoldError extends SlowmatchError {
  override name = "HoldError";
  readonly code = "hold";
  readonly hold: string;

  constructor(hold: string, reason?: string, options: SlowmatchErrorOptions = {}) {
    expectHold("new HoldError", hold);
    super(reason ?? `The hold '${hold}' has been placed.`, {
      ...options,
      details: { hold, ...options.details },
    });
    this.hold = hold;
  }
}
