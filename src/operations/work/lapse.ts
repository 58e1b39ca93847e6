import { laneOf, prefersSomething } from "../../job/lane.ts";
import { inLane } from "../../job/limit.ts";
import { placed } from "../../job/place.ts";
import type { JobRecord } from "../../job/record.ts";
import { type Deciding, list } from "../operation.ts";
import type { Totals } from "../tables.ts";
import type { Work } from "./work.ts";

/** It no longer waits for what it prefers: it moves to another lane. */
export function lapse(work: Work, job: JobRecord): void {
  if (!job.prefers) return;
  const running = work.running.get(job.id);
  const prefers = { ...job.prefers, lapsed: true as const };
  const after = placed({ ...(running ? job : inLane(job)), prefers });
  if (job.limits) work.lines.moved(job, after, !running);
  work.move(job, after);
  if (!running) return;
  running.entry.lane = laneOf(after);
  work.leaseChanged(running.row);
}

/** When the first of those that prefer something stops waiting for it; no read where none does. */
export function* earliestLapse(totals: Totals): Deciding<number | undefined> {
  if (!somePrefer(totals)) return undefined;
  const [first] = yield* list("jobs", { index: "better", limit: 1 });
  return first?.better;
}

/** Whether jobs wait that prefer something. */
export const somePrefer = (totals: Totals): boolean => Object.keys(totals.lanes).some(prefersSomething);
