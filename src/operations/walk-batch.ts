import { isFinal } from "../job/state.ts";
import { type Deciding, list, type Operation } from "./operation.ts";
import type { Chore, Walk } from "./tables.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

/** Members, or nested batches, looked at in one transaction. */
const STRETCH = 200;

type WalkChore = Extract<Chore, Walk>;

/**
 * Goes a stretch of the way through a batch, its members first and then the batches in it, releasing what waits for its
 * beginning or deleting what has not ended; and leaves the rest of the way to the next transaction.
 */
export function* walkBatch(work: Work, chore: WalkChore): Deciding<void> {
  yield* work.load([chore.batch]);
  const batch = work.batches.get(chore.batch);
  if (!batch) return;
  if (chore.nested === undefined) {
    if (chore.member === 0) {
      work.batches.run(chore.kind === "cancel" ? { ...batch, cancelledAt: work.now } : batch);
    }
    const last = yield* walkMembers(work, chore);
    if (last !== undefined) {
      work.leave({ ...chore, member: last });
      return;
    }
  }
  const nested = yield* list("batches", {
    index: "nest",
    lower: [batch.id, chore.nested ?? 0],
    lowerOpen: true,
    upper: [batch.id, []],
    limit: STRETCH,
  });
  for (const each of nested) {
    work.batches.adopt(each);
    if (chore.kind === "open") work.batches.parentSettled(each.id, { parent: batch.id, state: "succeeded" });
    else work.leave({ kind: "cancel", batch: each.id, member: 0, reason: chore.reason });
  }
  const last = nested.at(-1);
  if (last && nested.length === STRETCH) work.leave({ ...chore, nested: last.sequence });
}

/** Answers the last number it came to, if there are more members. */
function* walkMembers(work: Work, chore: WalkChore): Deciding<number | undefined> {
  const members = yield* list("jobs", {
    index: "batch",
    lower: [chore.batch, chore.member],
    lowerOpen: true,
    upper: [chore.batch, []],
    limit: STRETCH,
  });
  for (const job of members) {
    work.adopt(job);
    if (chore.kind === "open") {
      if (job.state === "awaiting")
        work.apply(job.id, { type: "parent-settled", parent: chore.batch, state: "succeeded" });
    } else if (!isFinal(job.state)) work.apply(job.id, { type: "deleted", reason: chore.reason });
  }
  yield* work.settle();
  return members.length === STRETCH ? members.at(-1)?.batch?.[1] : undefined;
}

/**
 * Cancels a batch: deletes what of it has not ended, a stretch at once and the rest in the transactions that follow.
 * Answers whether there was anything to be cancelled.
 */
export const cancelBatch: Operation<{ now: number; id: string; reason: string }, boolean> = {
  name: "cancel-batch",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, id, reason }) {
    const work = yield* openWork(now);
    yield* work.load([id]);
    const batch = work.batches.get(id);
    const going = batch !== undefined && !isFinal(batch.state) && batch.cancelledAt === undefined;
    if (going) yield* walkBatch(work, { kind: "cancel", batch: id, member: 0, reason });
    yield* work.settle();
    return work.decision(going);
  },
};
