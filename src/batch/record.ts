import type { ParentLink, StoredKeep } from "../job/record.ts";
import type { BatchState, ContinuationCondition, FinalState, StoredState } from "../job/state.ts";

/** How many members are in each state; a running one counts as enqueued here, as its record does. */
export type MemberCounts = Record<StoredState, number>;

/**
 * A batch as it lies in the store. It holds counts and no ids of members: a member's end rewrites this record, so its
 * size must not depend on theirs. The members are found by an index of the jobs.
 */
export interface BatchRecord {
  /** Begins with `batch:`, so that a parent's id tells what it is the id of. */
  id: string;
  name?: string;
  state: BatchState;
  /** Order of creation, counted over the whole store. */
  sequence: number;
  createdAt: number;
  createdBy?: string;
  owner?: string;
  finishedAt?: number;
  cancelledAt?: number;
  /** The batches around it, innermost first. */
  within?: string[];
  /** The last number given to a member of its own. */
  added: number;
  /** Members that are stored, those of nested batches included. */
  jobs: MemberCounts;
  /** Members that have ended and are not stored any more, by how they ended. */
  gone: Record<FinalState, number>;
  /** Ids of the jobs and batches that wait or waited for it, in the order they were added. */
  children?: string[];
  /** What it waits or waited for, and how that must end. */
  parents?: ParentLink[];
  on?: ContinuationCondition;
  /** Only what differs from the usual. */
  keep?: Partial<StoredKeep>;
  /** Index: `[state, sequence]`. */
  list: [BatchState, number];
  /** Index, of nested ones: `[the batch around it, sequence]`. */
  nest?: [string, number];
  /** Index: when it is removed; only once it has ended. */
  expires?: number;
}
