import type { EnqueueOptions } from "../job/definition.ts";
import type { Job, JobProgress } from "../job/job.ts";
import type { LogLevel } from "../job/log.ts";
import type { JobState } from "../job/state.ts";
import type { ParentOutcome } from "../server/handler.ts";

/** What a handler under test is to find. */
export interface RunJobOptions {
  /** Which attempt it is, 1-based. Those before it are made to fail, at their own times. Default 1. */
  attempt?: number;
  /** Steps that an earlier run has done: `step(name)` answers the value and does not perform. */
  steps?: Readonly<Record<string, unknown>>;
  /** `context.saved`: the last checkpoint of an earlier run. */
  saved?: unknown;
  /** `context.parents`, and the first of them `context.parent`. */
  parents?: readonly ParentOutcome[];
  /** `context.deadline`, epoch milliseconds. */
  deadline?: number;
  /** Aborts `context.signal` when it aborts, as a timeout, a deletion or a shutdown would. */
  signal?: AbortSignal;
  /** Options of the job, as for `enqueue`. */
  job?: EnqueueOptions;
}

/** What came of one attempt. */
export interface JobRun<Args = unknown, Result = unknown> {
  /**
   * The job's state afterwards: `succeeded`; `failed`; `scheduled` (it is tried again, or it sleeps, until
   * `job.scheduledFor`); `enqueued` (it gave itself back, or waits for a hold).
   */
  readonly state: JobState;
  /** What the handler answered, as it was stored. */
  readonly result: Result | undefined;
  /** What the handler threw, itself. */
  readonly error: unknown;
  /** Jobs that the handler made, oldest first. None of them has run. */
  readonly enqueued: readonly Job[];
  /** What it said with `context.progress`, oldest first. */
  readonly progress: readonly JobProgress[];
  /** What it said with `context.log`, oldest first. */
  readonly logs: readonly { level: LogLevel; message: string; data?: unknown }[];
  /** Values of the steps it came by, performed or replayed, by name. */
  readonly steps: Readonly<Record<string, unknown>>;
  /** The last checkpoint. */
  readonly saved: unknown;
  /** The job afterwards, as `jobs.get` answers it. */
  readonly job: Job<Args, Result>;
}
