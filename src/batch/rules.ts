import type { JobRecord } from "../job/record.ts";
import { type BatchState, type FinalState, isFinal, type StoredState } from "../job/state.ts";
import type { BatchRecord, MemberCounts } from "./record.ts";

export const noMembers = (): MemberCounts => ({
  enqueued: 0,
  scheduled: 0,
  awaiting: 0,
  succeeded: 0,
  failed: 0,
  deleted: 0,
});

/**
 * The state a member is counted in. One that was deleted after it had succeeded has spoken: what becomes of it later is
 * not asked, as with a continuation's parent.
 */
export const countedAs = ({ state, was }: Pick<JobRecord, "state" | "was">): StoredState => was ?? state;

/** How members of a batch have moved: what is to be added to its counts. */
export interface Move {
  jobs: Partial<MemberCounts>;
  gone: Partial<Record<FinalState, number>>;
}

/** Adds a member's move; `undefined` is outside the store. One that leaves it after its end goes on being counted. */
export function addMove(move: Move, before: StoredState | undefined, after: StoredState | undefined): void {
  if (before) move.jobs[before] = (move.jobs[before] ?? 0) - 1;
  if (after) move.jobs[after] = (move.jobs[after] ?? 0) + 1;
  else if (before && isFinal(before)) move.gone[before] = (move.gone[before] ?? 0) + 1;
}

/** The batch with a move counted, and in the state that follows from it. */
export function counted(batch: BatchRecord, { jobs, gone }: Move): BatchRecord {
  return { ...batch, jobs: sum(batch.jobs, jobs), gone: sum(batch.gone, gone) };
}

function sum<K extends string>(
  counts: Record<K, number>,
  added: Partial<Record<K, number>>,
): Record<K, number> {
  const result = { ...counts };
  for (const key of Object.keys(added) as K[]) result[key] += added[key] ?? 0;
  return result;
}

/** How many of the members have ended. */
export const endedOf = ({ jobs, gone }: Pick<BatchRecord, "jobs" | "gone">): number =>
  jobs.succeeded + jobs.failed + jobs.deleted + gone.succeeded + gone.failed + gone.deleted;

/** How many of the members have not ended. */
export const unfinished = ({ jobs }: Pick<BatchRecord, "jobs">): number =>
  jobs.enqueued + jobs.scheduled + jobs.awaiting;

/**
 * The state that follows from the counts; a batch that waits for its beginning goes on waiting. One that was cancelled ends
 * deleted whatever had failed before: it can't succeed any more, and nobody is to wait for that.
 */
export function stateOf(batch: Pick<BatchRecord, "jobs" | "gone" | "state" | "cancelledAt">): BatchState {
  const { jobs, gone, state, cancelledAt } = batch;
  if (state === "awaiting") return state;
  if (unfinished(batch) > 0) return "running";
  const deleted = jobs.deleted + gone.deleted > 0;
  if (jobs.failed + gone.failed > 0 && !(deleted && cancelledAt)) return "failed";
  return deleted ? "deleted" : "succeeded";
}

/**
 * Whether a batch that has failed can't succeed any more: one of its members has spoken its last word, or is gone, and it
 * was no success. Others of them may be requeued as they like.
 */
export const isForGood = ({ state, jobs, gone }: Parameters<typeof stateOf>[0]): boolean =>
  state === "failed" && jobs.deleted + gone.deleted + gone.failed > 0;

/**
 * How a batch has ended, to those that wait for it; `undefined` while it has not. A failed member may be requeued, so
 * "failed" is not the last word, but only as long as such a member is kept.
 */
export function wordOf(batch: Parameters<typeof stateOf>[0]): FinalState | undefined {
  const { state, jobs } = batch;
  if (state === "awaiting" || state === "running") return undefined;
  // One that was cancelled was once stored as failed.
  return state === "failed" && (jobs.failed === 0 || stateOf(batch) !== state) ? "deleted" : state;
}
