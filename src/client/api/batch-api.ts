import type { BatchCounts, BatchInfo } from "../../batch/batch-info.ts";
import type { EnqueueOptions, JobDefinition, KeepOptions } from "../../job/definition.ts";
import type { JobId } from "../../job/job.ts";
import type { ContinuationCondition } from "../../job/state.ts";
import type { Duration } from "../../time/duration.ts";
import type { ArgsThen, ContinueOptions, When } from "./call-options.ts";

/** What a continuation follows: a job or a batch, by its id or by an object that has it. */
export type Parent = string | { readonly id: string };

/** A job that follows a batch. */
export type FollowUp<Args> = {
  // biome-ignore lint/suspicious/noExplicitAny: a definition is invariant in its result, which plays no part here
  job: JobDefinition<Args, any>;
  options?: EnqueueOptions<NoInfer<Args>> & { delay?: Duration };
} & ([NoInfer<Args>] extends [void] ? { args?: NoInfer<Args> } : { args: NoInfer<Args> });

/** What a batch is called, what follows it, and what it waits for. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments of follow-ups are inferred, or play no part
export interface BatchOptions<Succeeded = any, Finished = any> {
  /** For people. */
  name?: string;
  /**
   * The batch's own id: `batch:` and 1 to 122 printable characters. A batch with an id that exists is answered as it
   * is and nothing is created, so that a repeated call is harmless.
   */
  id?: string;
  /** Runs once all members have succeeded. It waits while one has failed, and is deleted when one was deleted. */
  onSucceeded?: FollowUp<Succeeded>;
  /** Runs once all members have ended, whichever way. */
  onFinished?: FollowUp<Finished>;
  /** The batch begins when this has ended as `on` says; until then its members wait. */
  after?: Parent | readonly Parent[];
  /** How `after` must have ended. Default `'succeeded'`. */
  on?: ContinuationCondition;
  /**
   * How long the batch stays after its end, at the least as long as a member of it. Defaults: succeeded 1 day, deleted
   * 1 day, failed 30 days.
   */
  keep?: KeepOptions;
}

/**
 * Collects what a batch consists of. Ids are answered at once and hold when the batch is stored, after the function
 * that was given the builder has ended.
 */
export interface BatchBuilder {
  /** The batch's id. */
  readonly id: string;
  /** Adds a job that runs when the batch is stored; its id, which holds from then on. */
  enqueue<Args, Result>(
    job: JobDefinition<Args, Result>,
    ...rest: ArgsThen<NoInfer<Args>, [options?: EnqueueOptions<NoInfer<Args>>]>
  ): JobId<Args, Result>;
  /** In a batch that waits for its beginning a delay counts from that. */
  schedule<Args, Result>(
    job: JobDefinition<Args, Result>,
    args: NoInfer<Args>,
    when: When,
    options?: EnqueueOptions<NoInfer<Args>>,
  ): JobId<Args, Result>;
  /** Follows members, nested batches, or any other job or batch. */
  continueWith<Args, Result>(
    parent: Parent | readonly Parent[],
    job: JobDefinition<Args, Result>,
    ...rest: ArgsThen<NoInfer<Args>, [options?: ContinueOptions<NoInfer<Args>>]>
  ): JobId<Args, Result>;
  /** A batch in the batch. Its members count in both; its `onSucceeded` and `onFinished` are members of the outer one. */
  batch<Succeeded, Finished>(
    build: (batch: BatchBuilder) => unknown,
    options?: BatchOptions<Succeeded, Finished>,
  ): { readonly id: string };
}

/** A batch that is stored. */
export interface Batch {
  readonly id: string;
  /** See {@link BatchesClient.add}. */
  add(build: (batch: BatchBuilder) => unknown, options?: { reopen?: boolean }): Promise<string[]>;
  /** See {@link BatchesClient.cancel}. */
  cancel(reason?: string): Promise<boolean>;
  /** Its state, its counts and the rest; `undefined` when its keep time is over. */
  get(): Promise<BatchInfo | undefined>;
  /** @throws JobNotFoundError its keep time is over */
  counts(): Promise<BatchCounts>;
  /** The part of its members that has ended, 0 to 1. @throws JobNotFoundError its keep time is over */
  progress(): Promise<number>;
  /**
   * Waits until all members have ended, whichever way; the batch as it is then.
   *
   * @throws JobNotFoundError ResultTimeoutError ClosedError, and the signal's reason
   */
  ended(options?: { signal?: AbortSignal; timeout?: Duration }): Promise<BatchInfo>;
}

/** A batch that was just created. */
export interface NewBatch extends Batch {
  /** Ids of its jobs and of those of nested batches, in the order they were added. */
  readonly jobs: string[];
  /** Ids of the jobs that follow it, where there are any. */
  readonly onSucceeded?: string;
  /** The same of the job that follows whichever way it ends. */
  readonly onFinished?: string;
}

/** `jobs.batches`. */
export interface BatchesClient {
  /** `undefined` when there is none, or its keep time is over. */
  get(id: string): Promise<Batch | undefined>;
  /**
   * Adds jobs and batches, all or nothing; usually from inside a member (`context.batchId`). Answers the jobs' ids.
   *
   * @param options `reopen`: also when it has ended or was cancelled; it goes back to `running`, and what followed its
   * end before is not run a second time
   * @throws BatchEndedError it has ended or was cancelled. JobNotFoundError there is no such batch, or no such parent
   */
  add(id: string, build: (batch: BatchBuilder) => unknown, options?: { reopen?: boolean }): Promise<string[]>;
  /**
   * Deletes whatever of it has not ended, nested batches included; a running member's `signal` aborts. Up to 200 members
   * at once, the rest in the transactions that follow. Answers `false` for one that has ended, was cancelled, or is not.
   */
  cancel(id: string, reason?: string): Promise<boolean>;
}
