import { parseLane } from "../../job/lane-blockers.ts";
import type { LeaseEntry, LeaseRow } from "../../job/lease.ts";
import { idsOfLimits, isConcurrency, type LimitRow, queueLimitId } from "../../job/limit.ts";
import type { QueueUse } from "../../job/queue-limit.ts";
import type { JobRecord } from "../../job/record.ts";
import { type Deciding, getMany } from "../operation.ts";
import type { Totals } from "../tables.ts";

/** The limited queues, by name. */
export type QueuesInUse = Map<string, QueueUse>;

/** Rows that tell how much of the queues' rates is used; none is read where no queue has one. */
export function* readQueueRows({ queueLimits = {} }: Pick<Totals, "queueLimits">): Deciding<LimitRow[]> {
  const rated = Object.entries(queueLimits).filter(([, { rate }]) => rate);
  const rows = yield* getMany(
    "limits",
    rated.map(([queue]) => queueLimitId(queue)),
  );
  return rows.flatMap((row) => row ?? []);
}

/** Rows of all limits that some records and their queues have. */
export function* readLimitRows(
  totals: Pick<Totals, "queueLimits">,
  records: readonly JobRecord[],
): Deciding<{ limits?: LimitRow[] }> {
  const waiting = records.filter(({ state, limits }) => limits && state === "enqueued");
  const ids = new Set(waiting.flatMap(idsOfLimits));
  const queues = yield* readQueueRows(totals);
  const rows = yield* getMany("limits", [...ids]);
  const limits = [...queues, ...rows.flatMap((row) => row ?? [])];
  return limits.length === 0 ? {} : { limits };
}

/** How many run of each limit. One that keeps its place while it waits is counted in the limit's row, also when it runs. */
export function runningByLimit(entries: Iterable<LeaseEntry>): Map<string, number> {
  const running = new Map<string, number>();
  for (const { limits = [], slot } of entries) {
    for (const id of limits) {
      if (!(slot && isConcurrency(id))) running.set(id, (running.get(id) ?? 0) + 1);
    }
  }
  return running;
}

/** What runs in the limited queues and has begun in them. */
export function queuesInUse(
  { queueLimits = {} }: Pick<Totals, "queueLimits">,
  leases: readonly LeaseRow[],
  rows: readonly LimitRow[],
): QueuesInUse {
  const names = Object.keys(queueLimits);
  if (names.length === 0) return new Map();
  const running = new Map<string, number>();
  for (const { lane } of leases.flatMap((row) => row.jobs)) {
    const { queue } = parseLane(lane);
    running.set(queue, (running.get(queue) ?? 0) + 1);
  }
  const starts = new Map(rows.map((row) => [row.id, row.starts ?? []]));
  return new Map(
    names.map((queue) => [
      queue,
      {
        ...queueLimits[queue],
        running: running.get(queue) ?? 0,
        starts: starts.get(queueLimitId(queue)) ?? [],
      },
    ]),
  );
}
