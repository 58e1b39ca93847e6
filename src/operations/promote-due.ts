import { list, type Operation } from "./operation.ts";
import { JOB_TABLES, openWork } from "./work.ts";

/** Jobs moved in one transaction: enough to be quick, few enough that a page's own writes don't wait long. */
const PROMOTE_BATCH = 100;

export interface Promotion {
  promoted: number;
  /** There are more that are due now. */
  more: boolean;
}

/** Moves scheduled jobs whose time has come to their queues, the longest overdue first. */
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
    for (const job of due) {
      work.adopt(job);
      work.apply(job.id, { type: "due" });
    }
    return work.decision({ promoted: due.length, more: due.length === PROMOTE_BATCH });
  },
};
