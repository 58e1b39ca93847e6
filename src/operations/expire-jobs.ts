import { isFinal } from "../job/state.ts";
import { list, type Operation } from "./operation.ts";
import { JOB_TABLES, openWork } from "./work.ts";

const EXPIRE_BATCH = 200;
/** A parent whose continuation has not ended is looked at again after this long. */
const POSTPONE = 3_600_000;

export interface Expiration {
  removed: number;
  more: boolean;
  /** When the next one is due to go. */
  next?: number;
}

/**
 * Removes jobs whose `keep` time is over, with all that belongs to them. A parent stays as long as a continuation of
 * its has not ended: that one's handler may ask for the parent's result.
 */
export const expireJobs: Operation<{ now: number }, Expiration> = {
  name: "expire-jobs",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now }) {
    const rows = yield* list("jobs", { index: "expires", limit: EXPIRE_BATCH + 1 });
    const expired = rows.filter((job) => (job.expires ?? 0) <= now).slice(0, EXPIRE_BATCH);
    const next = rows[expired.length]?.expires;
    const work = yield* openWork(now);
    for (const job of expired) work.adopt(job);
    yield* work.load(expired.flatMap((job) => job.children ?? []));
    for (const job of expired) {
      const needed = job.children?.some((id) => {
        const child = work.record(id);
        return child !== undefined && !isFinal(child.state);
      });
      if (needed) work.rewrite({ ...job, expires: now + POSTPONE });
      else work.remove(job);
    }
    return work.decision({
      removed: expired.length,
      more: next !== undefined && next <= now,
      ...(next === undefined ? {} : { next }),
    });
  },
};
