import type { JobRecord } from "../job/record.ts";
import type { JobState } from "../job/state.ts";
import { type Deciding, list, type Operation } from "./operation.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

/** Jobs looked at in one transaction. */
const CLEAR_BATCH = 200;

export interface ClearFilter {
  owner?: string;
  queue?: string;
  state?: JobState;
}

export interface Cleared {
  removed: number;
  /** Where to go on; absent at the end. */
  next?: string;
}

/**
 * Removes the jobs that match, with all that belongs to them, a stretch at a time. One that hasn't ended is deleted
 * first: a running handler's signal aborts, and continuations are told.
 */
export const clearJobs: Operation<{ now: number; filter: ClearFilter; after?: string }, Cleared> = {
  name: "clear-jobs",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, filter, after }) {
    const range = after === undefined ? {} : { lower: after, lowerOpen: true };
    const rows = yield* list("jobs", { ...range, limit: CLEAR_BATCH });
    const work = yield* openWork(now);
    for (const row of rows) work.adopt(row);
    const matching = rows.filter((row) => matches(work, row, filter)).map((row) => row.id);
    for (const id of matching) work.apply(id, { type: "deleted", reason: "Cleared." });
    yield* work.settle();
    for (const id of matching) {
      const job = work.record(id);
      if (job) work.remove(job);
    }
    yield* work.settle();
    // A user's recurring definitions go with the user's jobs, once, at the beginning.
    if (after === undefined && filter.owner !== undefined && filter.queue === undefined && !filter.state) {
      yield* clearDefinitions(work, filter.owner);
    }
    const last = rows.at(-1);
    return work.decision({
      removed: matching.length,
      ...(last && rows.length === CLEAR_BATCH ? { next: last.id } : {}),
    });
  },
};

function* clearDefinitions(work: Work, owner: string): Deciding<void> {
  const owned = (yield* list("recurring")).filter(
    ({ options }) => (options as { owner?: string }).owner === owner,
  );
  for (const { id } of owned) {
    work.delete("recurring", id);
    work.notify({ type: "recurring", id, at: work.now });
  }
  work.totals.recurring -= owned.length;
  if (owned.length > 0) work.totalsChanged();
}

function matches(work: Work, job: JobRecord, { owner, queue, state }: ClearFilter): boolean {
  const present = work.running.has(job.id) ? "processing" : job.state;
  return (
    (owner === undefined || job.owner === owner) &&
    (queue === undefined || job.queue === queue) &&
    (state === undefined || present === state)
  );
}
