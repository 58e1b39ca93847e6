import type { JobRecord } from "../job/record.ts";
import { isFinal } from "../job/state.ts";
import { list, type Operation } from "./operation.ts";
import { JOB_TABLES, openWork, type Work } from "./work.ts";

/** Awaiting jobs looked at in one transaction, and parents of theirs: a join may have a thousand. */
const MOST_JOBS = 100;
const MOST_PARENTS = 500;
/** All awaiting jobs are looked through this often, at most. */
export const REPAIR_INTERVAL: number = 3_600_000;

export interface Repair {
  repaired: number;
  /** The list goes on: there is more to look at. */
  more: boolean;
}

/**
 * Finds awaiting jobs whose parents have ended, or are gone, without their having been told, and settles them. It should
 * never find one: a parent's end and its telling are one transaction. But a job that waits for nothing would wait for
 * ever, whatever brought it there (a fault of another version, a record removed by hand).
 */
export const repairAwaiting: Operation<{ now: number }, Repair> = {
  name: "repair-awaiting",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now }) {
    const work = yield* openWork(now);
    const { at = 0, after } = work.totals.repaired ?? {};
    // Another server has been through meanwhile.
    if (!after && at + REPAIR_INTERVAL > now) return work.decision({ repaired: 0, more: false });
    const read = yield* list("jobs", {
      index: "list",
      lower: ["awaiting", ...(after ?? [])],
      lowerOpen: true,
      upper: ["awaiting", []],
      limit: MOST_JOBS,
    });
    const jobs = fewEnough(read);
    for (const job of jobs) work.adopt(job);
    yield* work.load(jobs.flatMap(unmet));
    let repaired = 0;
    for (const job of jobs) if (settleOne(work, job)) repaired += 1;
    yield* work.settle();
    const last = jobs.at(-1)?.list;
    const more = last !== undefined && (jobs.length < read.length || read.length === MOST_JOBS);
    work.totals.repaired = more ? { at, after: [last[1], last[2]] } : { at: now };
    work.totalsChanged();
    return work.decision({ repaired, more });
  },
};

/** At least one, and no more than have parents that can be read at once. */
function fewEnough(read: readonly JobRecord[]): readonly JobRecord[] {
  let parents = 0;
  const end = read.findIndex((job, i) => {
    parents += unmet(job).length;
    return i > 0 && parents > MOST_PARENTS;
  });
  return end < 0 ? read : read.slice(0, end);
}

const unmet = (job: JobRecord): string[] => (job.parents ?? []).flatMap(({ id, met }) => (met ? [] : [id]));

/** Answers whether it was told of anything that it should have known. */
function settleOne(work: Work, job: JobRecord): boolean {
  const parents = unmet(job);
  if (parents.length === 0) {
    const parent = job.parents?.[0]?.id ?? "";
    return work.apply(job.id, { type: "parent-settled", parent, state: "succeeded", found: "ended" });
  }
  let told = false;
  for (const parent of parents) {
    const record = work.record(parent);
    if (record && (!isFinal(record.state) || work.running.has(parent))) continue;
    const state = record && isFinal(record.state) ? record.state : "deleted";
    const found = record ? "ended" : "gone";
    told = work.apply(job.id, { type: "parent-settled", parent, state, found }) || told;
  }
  return told;
}
