import type { LimitRow } from "../job/limit.ts";
import { type Deciding, list, type Operation, startingWith } from "./operation.ts";
import { lapse, somePrefer } from "./work/lapse.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

/** Jobs moved in one transaction: enough to be quick, few enough that a page's own writes don't wait long. */
const PROMOTE_BATCH = 100;

export interface Promotion {
  promoted: number;
  /** There are more that are due now. */
  more: boolean;
}

/**
 * Moves scheduled jobs whose time has come to their queues, the longest overdue first; opens limits; and lets those go on
 * without what they prefer that have waited long enough for it.
 */
export const promoteDue: Operation<{ now: number }, Promotion> = {
  name: "promote-due",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now }) {
    const due = yield* list("jobs", {
      index: "list",
      lower: ["scheduled"],
      upper: ["scheduled", now, []],
      limit: PROMOTE_BATCH,
    });
    const work = yield* openWork(now);
    const opened = yield* openLimits(work);
    for (const job of due) {
      work.adopt(job);
      work.apply(job.id, { type: "due" });
    }
    // A filter may have ended one of them instead.
    yield* work.settle();
    const lapsed = yield* lapseAll(work);
    yield* work.settle();
    return work.decision({
      promoted: due.length + opened + lapsed,
      more: [due.length, opened, lapsed].includes(PROMOTE_BATCH),
    });
  },
};

function* lapseAll(work: Work): Deciding<number> {
  if (!somePrefer(work.totals)) return 0;
  // Some may have come forward in their lines just now.
  yield* work.flush();
  const jobs = yield* list("jobs", { index: "better", upper: work.now, limit: PROMOTE_BATCH });
  for (const job of jobs) work.adopt(job);
  for (const job of jobs) lapse(work, job);
  for (const name of new Set(jobs.map(({ queue }) => queue)))
    work.notify({ type: "queue", name, at: work.now });
  return jobs.length;
}

/** Limits that were shut for a time and are open: the next of each of their lines comes forward. */
function* openLimits(work: Work): Deciding<number> {
  const { now, totals } = work;
  if (totals.opensAt === undefined) return 0;
  const rows = yield* list("limits", {
    index: "due",
    ...startingWith("opens"),
    limit: PROMOTE_BATCH + 1,
  });
  const open = rows.slice(0, PROMOTE_BATCH).filter((row) => isOpen(row, now));
  for (const { due: _opened, ...row } of open) {
    work.lines.rows.adopt(row);
    work.lines.reopened(row.id);
  }
  const next = rows.find((row) => !open.includes(row))?.due?.[1];
  if (next === totals.opensAt) return 0;
  if (next === undefined) delete totals.opensAt;
  else totals.opensAt = next;
  work.totalsChanged();
  return open.length;
}

/** One that opens later than in a whole span from now was shut before the clock was set back. */
const isOpen = ({ due, per = 0 }: LimitRow, now: number): boolean =>
  due !== undefined && (due[1] <= now || due[1] > now + per);
