import type { BatchRecord } from "../batch/record.ts";
import type { JobRecord } from "../job/record.ts";
import { isFinal } from "../job/state.ts";
import { type Deciding, list, lists, type Operation, startingWith } from "./operation.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

const EXPIRE_BATCH = 50;

/**
 * Removes batches whose `keep` time is over. One stays as long as a member or a nested batch of it is kept, and as long
 * as anything waits for it, so that nothing ever names a batch that is gone. Answers when the next is due.
 *
 * @param postpone milliseconds until one that is still needed is looked at again
 */
export function* expireBatches(work: Work, postpone: number): Deciding<number | undefined> {
  if (!work.totals.batches) return undefined;
  const rows = yield* list("batches", { index: "expires", limit: EXPIRE_BATCH + 1 });
  const due = rows.filter(({ expires = 0 }) => expires <= work.now).slice(0, EXPIRE_BATCH);
  for (const batch of due) work.batches.adopt(batch);
  yield* work.load(due.flatMap(({ children = [] }) => children));
  const members = yield* lists(
    "jobs",
    due.map(({ id }) => ({ index: "batch" as const, ...startingWith(id), limit: 1 })),
  );
  const nested = yield* lists(
    "batches",
    due.map(({ id }) => ({ index: "nest" as const, ...startingWith(id), limit: 1 })),
  );
  let postponed = false;
  for (const [i, batch] of due.entries()) {
    const kept = (members[i]?.length ?? 0) + (nested[i]?.length ?? 0) > 0;
    if (kept || isAwaited(work, batch)) {
      // As it is by now: members that are removed by the same transaction have been counted since it was read.
      work.batches.save({ ...(work.batches.get(batch.id) ?? batch), expires: work.now + postpone });
      postponed = true;
    } else work.batches.remove(batch);
  }
  const next = rows[due.length]?.expires;
  return postponed ? Math.min(next ?? Number.POSITIVE_INFINITY, work.now + postpone) : next;
}

/** Something waits for it still; its children must have been loaded. */
const isAwaited = (work: Work, { children = [] }: BatchRecord): boolean =>
  children.some((id) => !work.isOver(id));

/**
 * Of members that have failed, those that are needed though their own time is over: somebody may requeue them, and
 * something waits for their batch, or for one around it.
 */
export function* neededMembers(work: Work, expired: readonly JobRecord[]): Deciding<ReadonlySet<string>> {
  const failed = expired.filter(({ batch, state }) => batch && state === "failed");
  if (failed.length === 0) return new Set();
  const ids = failed.flatMap(({ batch }) => batch?.[0] ?? []);
  yield* work.load(ids);
  yield* work.load(ids.flatMap((id) => work.batches.get(id)?.within ?? []));
  const around = (job: JobRecord): BatchRecord[] => {
    const batch = work.batches.get(job.batch?.[0] ?? "");
    return batch ? [batch, ...(batch.within ?? []).flatMap((id) => work.batches.get(id) ?? [])] : [];
  };
  yield* work.load(failed.flatMap((job) => around(job).flatMap(({ children = [] }) => children)));
  return new Set(
    failed.filter((job) => around(job).some((batch) => isAwaited(work, batch))).map(({ id }) => id),
  );
}

const CLEAR_STRETCH = 200;

/**
 * Removes ended batches of which no job is left, a stretch at a time; answers where to go on. One stays, for the end of
 * its time, as long as a batch in it does or anything waits for it. The latest come first, and so nested ones before
 * those around them.
 */
export const clearBatches: Operation<
  { now: number; owner?: string; after?: string },
  { next?: string | undefined }
> = {
  name: "clear-batches",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, owner, after }) {
    const work = yield* openWork(now);
    const rows = yield* list("batches", {
      upper: after,
      upperOpen: true,
      reverse: true,
      limit: CLEAR_STRETCH,
    });
    const empty = rows.filter(
      (batch) =>
        isFinal(batch.state) &&
        Object.values(batch.jobs).every((count) => count === 0) &&
        (owner === undefined || batch.owner === owner),
    );
    yield* work.load(empty.flatMap(({ children = [] }) => children));
    const nested = yield* lists(
      "batches",
      empty.map(({ id }) => ({ index: "nest" as const, ...startingWith(id), limit: CLEAR_STRETCH })),
    );
    for (const batch of nested.flat()) work.batches.adopt(batch);
    for (const [i, batch] of empty.entries()) {
      const holds = nested[i]?.some(({ id }) => work.batches.get(id)) || isAwaited(work, batch);
      if (!holds) work.batches.remove(batch);
    }
    return work.decision({ next: rows[CLEAR_STRETCH - 1]?.id });
  },
};
