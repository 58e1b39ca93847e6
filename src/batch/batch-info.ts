import { DEFAULT_KEEP } from "../job/record.ts";
import { type BatchState, type ContinuationCondition, isFinal } from "../job/state.ts";
import type { BatchRecord } from "./record.ts";
import { endedOf, unfinished } from "./rules.ts";

/** How many members are in each state, those of nested batches included. */
export interface BatchCounts {
  awaiting: number;
  scheduled: number;
  enqueued: number;
  processing: number;
  succeeded: number;
  failed: number;
  deleted: number;
}

/** A batch as it was at one moment: plain data. Instants are epoch milliseconds. */
export interface BatchInfo {
  id: string;
  name?: string;
  state: BatchState;
  /** Members that are removed after their `keep` time go on being counted as they ended. */
  counts: BatchCounts;
  /** All members. */
  total: number;
  /** Of these, those that have ended. */
  ended: number;
  /** `ended` of `total`, 0 to 1; 1 for a batch without members. */
  progress: number;
  /** Nothing of it runs or will run by itself: what has not ended waits for a failed member to be requeued. */
  stalled: boolean;
  /** Epoch milliseconds, as all instants here. */
  createdAt: number;
  finishedAt?: number;
  cancelledAt?: number;
  /** When it will be removed, unless a member of it is kept for longer. */
  expiresAt?: number;
  /** The batch around it. */
  parentId?: string;
  /** Ids of the jobs and batches it waits or waited for. */
  parents: string[];
  /** How these must end before its members run; absent: `'succeeded'`. */
  on?: ContinuationCondition;
  /** Ids of the jobs and batches that wait or waited for it. */
  continuations: string[];
  createdBy?: string;
  owner?: string;
}

/** @param processing how many of its members run now */
export const countsOf = ({ jobs, gone }: BatchRecord, processing: number): BatchCounts => ({
  awaiting: jobs.awaiting,
  scheduled: jobs.scheduled,
  enqueued: jobs.enqueued - processing,
  processing,
  succeeded: jobs.succeeded + gone.succeeded,
  failed: jobs.failed + gone.failed,
  deleted: jobs.deleted + gone.deleted,
});

/** The public picture of a batch. @param processing how many of its members run now */
export function batchInfo(batch: BatchRecord, processing: number): BatchInfo {
  const { jobs, state } = batch;
  const ended = endedOf(batch);
  const total = ended + unfinished(batch);
  const around = batch.within?.[0];
  return {
    id: batch.id,
    ...(batch.name === undefined ? {} : { name: batch.name }),
    state,
    counts: countsOf(batch, processing),
    total,
    ended,
    progress: total === 0 ? 1 : ended / total,
    stalled: state === "running" && jobs.scheduled + jobs.enqueued === 0 && jobs.failed > 0,
    createdAt: batch.createdAt,
    ...(batch.finishedAt === undefined ? {} : { finishedAt: batch.finishedAt }),
    ...(batch.cancelledAt === undefined ? {} : { cancelledAt: batch.cancelledAt }),
    ...(isFinal(state)
      ? {
          expiresAt: batch.expires ?? (batch.finishedAt ?? 0) + (batch.keep?.[state] ?? DEFAULT_KEEP[state]),
        }
      : {}),
    ...(around === undefined ? {} : { parentId: around }),
    parents: (batch.parents ?? []).flatMap(({ id }) => (id === around ? [] : [id])),
    ...(batch.on === undefined || batch.on === "succeeded" ? {} : { on: batch.on }),
    continuations: [...(batch.children ?? [])],
    ...(batch.createdBy === undefined ? {} : { createdBy: batch.createdBy }),
    ...(batch.owner === undefined ? {} : { owner: batch.owner }),
  };
}
