import { laneOf } from "../job/lane.ts";
import { inLane } from "../job/limit.ts";
import { placed } from "../job/place.ts";
import type { JobRecord } from "../job/record.ts";
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
