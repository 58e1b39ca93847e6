import { isBatchId } from "../job/names.ts";
import type { JobRecord } from "../job/record.ts";
import { type FinalState, isFinal } from "../job/state.ts";
import { type Deciding, list, type Operation, startingWith } from "./operation.ts";
import { parentOf } from "./work/job-group.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

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
    let repaired = after ? 0 : yield* repairBatches(work);
    for (const job of jobs) if (settleOne(work, job)) repaired += 1;
    yield* work.settle();
    const last = jobs.at(-1)?.list;
    const more = last !== undefined && (jobs.length < read.length || read.length === MOST_JOBS);
    work.totals.repaired = more ? { at, after: [last[1], last[2]] } : { at: now };
    work.totalsChanged();
    return work.decision({ repaired, more });
  },
};

/** The same for batches that wait for their beginning; there are few. */
function* repairBatches(work: Work): Deciding<number> {
  if (!work.totals.batches) return 0;
  const range = { index: "list" as const, ...startingWith("awaiting"), limit: MOST_JOBS };
  const batches = yield* list("batches", range);
  for (const batch of batches) work.batches.adopt(batch);
  yield* work.load(batches.flatMap(unmet));
  let repaired = 0;
  for (const batch of batches) {
    for (const parent of unmet(batch)) {
      const isGate = batch.within?.[0] === parent;
      const known = isBatchId(parent) ? work.batches.get(parent) : work.record(parent);
      const isBegun = isGate && known?.state !== "awaiting";
      const end = isBegun ? { state: "succeeded" as const } : endOf(work, parent);
      if (!end) continue;
      work.batches.parentSettled(batch.id, { parent, ...end });
      if (work.batches.get(batch.id)?.state !== "awaiting") repaired += 1;
    }
  }
  return repaired;
}

/** At least one, and no more than have parents that can be read at once. */
function fewEnough(read: readonly JobRecord[]): readonly JobRecord[] {
  let parents = 0;
  const end = read.findIndex((job, i) => {
    parents += unmet(job).length;
    return i > 0 && parents > MOST_PARENTS;
  });
  return end < 0 ? read : read.slice(0, end);
}

const unmet = (job: Pick<JobRecord, "parents">): string[] =>
  (job.parents ?? []).flatMap(({ id, met }) => (met ? [] : [id]));

/** Answers whether it was told of anything that it should have known. */
function settleOne(work: Work, job: JobRecord): boolean {
  const parents = unmet(job);
  if (parents.length === 0) {
    const parent = job.parents?.[0]?.id ?? "";
    return work.apply(job.id, { type: "parent-settled", parent, state: "succeeded", found: "ended" });
  }
  let told = false;
  for (const parent of parents) {
    const ended = job.batch?.[0] === parent ? beginOf(work, parent) : endOf(work, parent);
    if (ended) told = work.apply(job.id, { type: "parent-settled", parent, ...ended }) || told;
  }
  return told;
}

interface ParentEnd {
  state: FinalState;
  forGood?: boolean | undefined;
  found: "ended" | "gone";
}

/** How a parent has ended, if it has. */
function endOf(work: Work, parent: string): ParentEnd | undefined {
  const { state, forGood } = parentOf(work, parent) ?? {};
  if (state === undefined) return { state: "deleted", found: "gone" };
  return isFinal(state) && !work.running.has(parent) ? { state, forGood, found: "ended" } : undefined;
}

/** Whether the batch of a member that waits for its beginning has begun. */
function beginOf(work: Work, id: string): ParentEnd | undefined {
  const batch = work.batches.get(id);
  if (batch?.state === "awaiting") return undefined;
  return { state: "succeeded", found: batch ? "ended" : "gone" };
}
