/** Where a job is; exactly one at a time. */
export type JobState =
  | "enqueued"
  | "scheduled"
  | "awaiting"
  | "processing"
  | "succeeded"
  | "failed"
  | "deleted";

/**
 * What the store holds. `processing` is not among them: a running job is an entry in its server's lease, and its
 * record stays as it was when it was claimed until the attempt ends. See docs/storage.md.
 */
export type StoredState = Exclude<JobState, "processing">;

/** All states, in the order a job usually meets them. */
export const JOB_STATES: readonly JobState[] = [
  "enqueued",
  "scheduled",
  "awaiting",
  "processing",
  "succeeded",
  "failed",
  "deleted",
];

export type FinalState = "succeeded" | "failed" | "deleted";

/**
 * Where a batch is. `awaiting`: its members wait for what it follows. `running`: a member has not ended. `succeeded`:
 * all have succeeded. `failed`: all have ended, one or more failed. `deleted`: all have ended, none failed, not all
 * succeeded.
 */
export type BatchState = "awaiting" | "running" | FinalState;

/** Final: nothing moves the job any more but a person (requeue), and its `keep` time runs. */
export function isFinal(state: JobState | BatchState): state is FinalState {
  return state === "succeeded" || state === "failed" || state === "deleted";
}

/** One line of a job's history. */
export interface HistoryEntry {
  state: JobState;
  /** Epoch milliseconds. */
  at: number;
  /** In words, for people. */
  reason?: string;
  /** What programs and the dashboard read; its keys depend on the state, see docs/state-machine.md. */
  data?: Record<string, unknown>;
}

/** When a continuation runs: its parent ended this way; `finished` means any of the three. */
export type ContinuationCondition = FinalState | "finished";
