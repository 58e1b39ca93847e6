import type { LeftCall } from "../job/left-call.ts";
import type { JobRecord } from "../job/record.ts";
import type { JobState } from "../job/state.ts";
import { LEFT, leftRow } from "./left.ts";
import { callsIn, leftAt } from "./left-key.ts";
import { type Deciding, list, type Operation } from "./operation.ts";
import { under } from "./tables.ts";
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
  next?: string | undefined;
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
    const rows = yield* list("jobs", { lower: after, lowerOpen: true, limit: CLEAR_BATCH });
    const work = yield* openWork(now);
    for (const row of rows) work.adopt(row);
    const matching = rows.filter((row) => matches(presentOf(work, row), filter)).map((row) => row.id);
    for (const id of matching) work.apply(id, { type: "deleted", reason: "Cleared." });
    yield* work.settle();
    for (const id of matching) {
      const job = work.record(id);
      if (job) work.remove(job);
    }
    yield* work.settle();
    const left = after === undefined ? yield* clearLeft(work, filter) : 0;
    // A user's recurring definitions go with the user's jobs, once, at the beginning.
    if (after === undefined && filter.owner !== undefined && filter.queue === undefined && !filter.state) {
      yield* clearDefinitions(work, filter.owner);
    }
    return work.decision({ removed: matching.length + left, next: rows[CLEAR_BATCH - 1]?.id });
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

/** Jobs that pages have left and nobody could take in yet, for want of room; usually there is none. */
function* clearLeft(work: Work, filter: ClearFilter): Deciding<number> {
  let removed = 0;
  for (const row of yield* list("chores", under(LEFT))) {
    // What can't be read is anybody's, and goes with all.
    const calls = callsIn(row);
    const kept = calls.filter((call) => !matches(leftState(call, work.now), filter));
    const count = calls.length - kept.length;
    removed += count;
    if (count > 0 || (calls.length === 0 && matches({}, filter))) {
      work.delete("chores", row.id);
      // Somebody may wait for its result; nobody was told by name that it was there.
      work.notify({ type: "many", count, at: work.now });
    }
    if (kept.length > 0 && kept.length < calls.length)
      work.put({ kind: "put", table: "chores", value: leftRow(leftAt(row.id), kept) });
  }
  return removed;
}

type Matched = Pick<Partial<JobRecord>, "owner" | "queue"> & { state?: JobState };

const presentOf = (work: Work, job: JobRecord): Matched =>
  work.running.has(job.id) ? { ...job, state: "processing" } : job;

const leftState = ({ definition, options, owner, dueAt }: LeftCall, now: number): Matched => ({
  ...(owner === undefined ? {} : { owner }),
  queue: options.queue ?? definition.queue,
  state: dueAt !== undefined && dueAt > now ? "scheduled" : "enqueued",
});

const matches = (job: Matched, { owner, queue, state }: ClearFilter): boolean =>
  (owner === undefined || job.owner === owner) &&
  (queue === undefined || job.queue === queue) &&
  (state === undefined || job.state === state);
