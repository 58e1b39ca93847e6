import { newJob } from "../job/draft.ts";
import { draftsOfLeft } from "../job/draft-of-left.ts";
import type { JobRecord } from "../job/record.ts";
import { LEFT } from "./left.ts";
import { callsIn, jobsOf } from "./left-key.ts";
import { answer, getMany, type Operation } from "./operation.ts";
import { under } from "./tables.ts";

/** Rows that are looked through, at most. Usually there is none. */
const MOST = 1_000;

/** A job as it would be. */
export interface LeftJob {
  record: JobRecord;
  args: unknown;
}

export interface LeftJobs {
  left: LeftJob[];
  /** Some of the jobs are in the store: they have been taken in since somebody looked for them there. */
  areTakenIn: boolean;
}

/**
 * Of some jobs those that a page has left and nobody could take in yet, for want of room: their ids have been answered, so
 * they are there. One that only a newer version understands, or that can't be read back, is not told of.
 */
export const readLeftJobs: Operation<{ ids: readonly string[]; now: number }, LeftJobs> = {
  name: "read-left-jobs",
  mode: "readonly",
  tables: ["chores", "jobs"],
  *decide({ ids, now }) {
    const [keys, ...stored] = yield [
      { kind: "keys", table: "chores", ...under(LEFT), limit: MOST },
      ...ids.map((key) => ({ kind: "get" as const, table: "jobs" as const, key })),
    ];
    const asked = (keys as string[]).filter((key) => jobsOf(key).some(({ id }) => ids.includes(id)));
    const rows = yield* getMany("chores", asked);
    const drafts = rows.flatMap((row) => (row && draftsOfLeft(callsIn(row))) ?? []);
    const left = drafts
      .filter(({ draft }) => ids.includes(draft.id))
      .map(({ draft, payload }) => ({
        record: newJob(draft, now, [], new Set()),
        args: draft.payload ? payload : draft.args,
      }));
    return answer({ left, areTakenIn: stored.some(Boolean) });
  },
};
