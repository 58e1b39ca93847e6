import { SHORTEST_WAKE } from "../time/shortest-wake.ts";
import type { RecurringRecord } from "./recurring-job.ts";
import { nextOccurrences } from "./schedule.ts";

/** A rare schedule must not leave the rest (retries, delayed jobs) without this net for longer. */
const LONGEST_WAKE = 86_400_000;

/**
 * How often the browser should be asked to wake the worker by itself, milliseconds: as often as the most frequent
 * definition runs, between twice a day, which is as often as a browser grants, and once. Without any: twice a day.
 */
export function wakeInterval(
  records: readonly Pick<RecurringRecord, "schedule" | "dueAt">[],
  now: number,
): number {
  const gaps = records.flatMap(({ schedule, dueAt }) => {
    if (dueAt === undefined) return [];
    const [first, second] = nextOccurrences(schedule, now, 2);
    return first === undefined || second === undefined ? [] : [second - first];
  });
  return gaps.length === 0
    ? SHORTEST_WAKE
    : Math.min(LONGEST_WAKE, Math.max(SHORTEST_WAKE, Math.min(...gaps)));
}
