import { DEFAULT_KEEP, type JobRecord } from "../job/record.ts";
import type { FinalState } from "../job/state.ts";
import { expireBatches, neededMembers } from "./expire-batches.ts";
import { type Deciding, list, lists, type Operation } from "./operation.ts";
import { REPAIR_INTERVAL } from "./repair-awaiting.ts";
import { hourKey, type Totals } from "./tables.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

const EXPIRE_BATCH = 200;
/** A parent whose continuation has not ended is looked at again after this long. */
const POSTPONE = 3_600_000;
const STATES: readonly FinalState[] = ["succeeded", "deleted", "failed"];

/** Hours of history kept: ninety days, three times what the longest view shows. */
const HOURS_KEPT = 2_160;

export interface Expiration {
  removed: number;
  more: boolean;
  /** When the next one is due to go. */
  next: number | undefined;
  /** A transaction has left something to be done; see docs/storage.md. */
  hasChores: boolean;
  /** When the awaiting jobs are to be looked through; `undefined` while there are none. */
  repairAt: number | undefined;
}

/**
 * Removes jobs whose `keep` time is over, with all that belongs to them. A parent stays as long as a continuation of
 * its has not ended: that one's handler may ask for the parent's result.
 *
 * Jobs that are kept for the usual time expire in the order of their state's list; how far that has been swept is
 * remembered, so that those in between which are kept longer aren't looked at again. Those have an index of their own.
 */
export const expireJobs: Operation<{ now: number }, Expiration> = {
  name: "expire-jobs",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now }) {
    const work = yield* openWork(now);
    const { swept } = work.totals;
    // A clock that was set back must not leave a stretch that is never swept.
    for (const state of STATES) {
      if (swept[state][0] > now - DEFAULT_KEEP[state]) swept[state] = [now - DEFAULT_KEEP[state], 0];
    }
    const usual = yield* lists(
      "jobs",
      STATES.map((state) => ({
        index: "list" as const,
        lower: [state, ...swept[state]],
        lowerOpen: true,
        upper: [state, []],
        limit: EXPIRE_BATCH + 1,
      })),
    );
    const unusual = yield* list("jobs", { index: "expires", limit: EXPIRE_BATCH + 1 });
    const due = unusual.filter((job) => (job.expires ?? 0) <= now).slice(0, EXPIRE_BATCH);
    let next = unusual[due.length]?.expires ?? Number.POSITIVE_INFINITY;
    for (const [i, state] of STATES.entries()) {
      const end = now - DEFAULT_KEEP[state];
      const over = (usual[i] ?? []).filter((job) => timeOf(job) <= end).slice(0, EXPIRE_BATCH);
      due.push(...over.filter((job) => job.expires === undefined));
      const rest = usual[i]?.slice(over.length) ?? [];
      // One with a time of its own is looked for by that; behind a full page of them there may be others.
      const first =
        rest.find((job) => job.expires === undefined) ??
        (over.length + rest.length > EXPIRE_BATCH ? rest[0] : undefined);
      const last = over.at(-1)?.list;
      if (last) {
        swept[state] = [last[1], last[2]];
        work.totalsChanged();
      }
      if (first) next = Math.min(next, timeOf(first) + DEFAULT_KEEP[state]);
    }
    const removed = yield* removeAll(work, due);
    next = Math.min(next, (yield* expireBatches(work, POSTPONE)) ?? next);
    const chores = yield* list("chores", { limit: 1 });
    if (removed > 0) {
      const upper = hourKey(Math.max(0, work.totals.hour - HOURS_KEPT));
      work.deleteRange("counters", { lower: hourKey(0), upper });
    }
    yield* forgetLimits(work);
    if (removed < due.length) next = Math.min(next, now + POSTPONE);
    return work.decision({
      removed,
      more: next <= now,
      next: Number.isFinite(next) ? next : undefined,
      hasChores: chores.length > 0,
      repairAt: repairOf(work.totals),
    });
  },
};

/** A look-through that was begun is to be gone on with at once. */
function repairOf({ states, repaired }: Totals): number | undefined {
  if (states.awaiting === 0) return undefined;
  return repaired?.after ? 0 : (repaired?.at ?? 0) + REPAIR_INTERVAL;
}

/** Limits by which nobody waits, and of which nothing that was used counts any more. */
function* forgetLimits(work: Work): Deciding<void> {
  const upper = ["ends", work.now] as const;
  const over = yield* list("limits", { index: "due", lower: ["ends"], upper, limit: EXPIRE_BATCH });
  for (const row of over) {
    work.lines.rows.adopt(row);
    work.lines.rows.touch(row.id);
  }
}

const timeOf = (job: JobRecord): number => job.list?.[1] ?? 0;

/** Answers how many were removed; the others are still needed and are looked at again later. */
function* removeAll(work: Work, expired: readonly JobRecord[]): Deciding<number> {
  for (const job of expired) work.adopt(job);
  yield* work.load(expired.flatMap((job) => job.children ?? []));
  const members = yield* neededMembers(work, expired);
  let removed = 0;
  for (const job of expired) {
    if (members.has(job.id) || job.children?.some((id) => !work.isOver(id))) {
      work.rewrite({ ...job, expires: work.now + POSTPONE });
    } else {
      work.remove(job);
      removed += 1;
    }
  }
  yield* work.settle();
  return removed;
}
