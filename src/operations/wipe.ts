import type { LeaseRow } from "../job/lease.ts";
import { runningJobs } from "../job/lease.ts";
import { type Change, getMany, type Operation } from "./operation.ts";
import { TABLE_NAMES, type Totals } from "./tables.ts";
import { noticeOf } from "./work/notices.ts";

/**
 * Empties the store: every row of every table, whatever it belongs to. Those who run a job are told that it is deleted,
 * and a server finds its lease gone and begins anew. Answers how many jobs there were.
 */
export const wipe: Operation<{ now: number }, number> = {
  name: "wipe",
  mode: "readwrite",
  tables: TABLE_NAMES,
  *decide({ now }) {
    const [totals, leases] = (yield [
      { kind: "get", table: "counters", key: "totals" },
      { kind: "list", table: "leases" },
    ]) as [Totals | undefined, LeaseRow[]];
    const running = yield* getMany("jobs", [...runningJobs(leases).keys()]);
    const stopped = running.flatMap((job) => (job ? [noticeOf(job, "deleted", "processing", now)] : []));
    const count = Object.values(totals?.states ?? {}).reduce((sum, each) => sum + each, 0);
    const changes: Change[] = TABLE_NAMES.map((table) => ({ kind: "clear", table }) as Change);
    return { changes, notices: [...stopped, { type: "many", count, at: now }], result: count };
  },
};
