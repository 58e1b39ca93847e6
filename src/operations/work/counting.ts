import { laneOf } from "../../job/lane.ts";
import type { JobRecord } from "../../job/record.ts";
import type { FinalState } from "../../job/state.ts";
import { type HourRow, hourKey, type MinuteCounts, type Totals } from "../tables.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** What a minute counts, in the order of its numbers. */
export const COUNTED: readonly ["created", "succeeded", "failed", "deleted", "retried"] = [
  "created",
  "succeeded",
  "failed",
  "deleted",
  "retried",
];

export function emptyTotals(now: number): Totals {
  return {
    id: "totals",
    epoch: now,
    sequence: 0,
    states: { enqueued: 0, scheduled: 0, awaiting: 0, succeeded: 0, failed: 0, deleted: 0 },
    retries: 0,
    lanes: {},
    paused: [],
    holds: [],
    recurring: 0,
    swept: { succeeded: [0, 0], deleted: [0, 0], failed: [0, 0] },
    seenAt: now,
    jumps: [],
    hour: Math.floor(now / HOUR),
    minutes: {},
  };
}

/** Moves a job from one count to another; `undefined` is outside the store. */
export function countMove(totals: Totals, before: JobRecord | undefined, after: JobRecord | undefined): void {
  if (before) count(totals, before, -1);
  if (after) count(totals, after, 1);
}

function count(totals: Totals, job: JobRecord, by: 1 | -1): void {
  totals.states[job.state] += by;
  if (isRetry(job)) totals.retries += by;
  if (job.state !== "enqueued") return;
  if (!job.depth) {
    countIn(totals.lanes, laneOf(job), by);
    return;
  }
  totals.behind ??= {};
  countIn(totals.behind, job.queue, by);
}

function countIn(counts: Record<string, number>, key: string, by: 1 | -1): void {
  const count = (counts[key] ?? 0) + by;
  if (count > 0) counts[key] = count;
  else delete counts[key];
}

/** Waits for another attempt. */
export function isRetry(job: Pick<JobRecord, "state" | "attempts">): boolean {
  return job.state === "scheduled" && job.attempts > 0;
}

/** Counts an event in its minute. An hour that has passed goes into a row of its own. */
export function countInHour(
  totals: Totals,
  past: HourRow[],
  now: number,
  what: "created" | "retried" | FinalState,
): void {
  const hour = Math.floor(now / HOUR);
  if (hour > totals.hour) {
    if (Object.keys(totals.minutes).length > 0) {
      past.push({ id: hourKey(totals.hour), hour: totals.hour, minutes: totals.minutes });
    }
    totals.hour = hour;
    totals.minutes = {};
  }
  // A clock that was set back counts into the hour that is open: history must not be written twice.
  const minute = hour < totals.hour ? 0 : Math.floor((now % HOUR) / MINUTE);
  let counts = totals.minutes[minute];
  if (!counts) totals.minutes[minute] = counts = [0, 0, 0, 0, 0];
  counts[COUNTED.indexOf(what)]! += 1;
}

/** Adds the numbers of several minutes. */
export function sumMinutes(minutes: Iterable<MinuteCounts>): MinuteCounts {
  const sum: MinuteCounts = [0, 0, 0, 0, 0];
  for (const counts of minutes) for (const [i, n] of counts.entries()) sum[i]! += n;
  return sum;
}
