import type { RecurringRecord } from "../../src/recurring/recurring-job.ts";
import {
  nextOccurrences,
  parseSchedule,
  type Schedule,
  type ScheduleInput,
} from "../../src/recurring/schedule.ts";

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const MINUTE = 60_000;

export const at = (text: string): number => Date.parse(text);
export const iso = (time: number | null): string =>
  time === null ? "never" : new Date(time).toISOString().replace(/:00\.000Z$/, "Z");

export function schedule(
  input: ScheduleInput,
  timeZone = "UTC",
  dayMatch: "or" | "and" = "or",
  id = "job",
): Schedule {
  return parseSchedule(input, { id, timeZone, dayMatch, now: at("2026-01-01T00:00Z") });
}

/** The next occurrences as texts in UTC, without seconds where they are zero. */
export function runs(
  input: ScheduleInput,
  timeZone: string,
  after: string,
  count: number,
  dayMatch?: "or" | "and",
): string[] {
  return nextOccurrences(schedule(input, timeZone, dayMatch), at(after), count).map(iso);
}

/** The days (`MM-DD` or `YYYY-MM-DD`) an expression runs on at midnight UTC. */
export function days(cron: string, after: string, count: number, dayMatch?: "or" | "and"): string[] {
  return runs(cron, "UTC", after, count, dayMatch).map((time) => time.slice(0, 10));
}

export function makeRecord(
  changes: Partial<RecurringRecord> & { input?: ScheduleInput; timeZone?: string } = {},
): RecurringRecord {
  const { input = "0 * * * *", timeZone = "UTC", ...rest } = changes;
  const base = rest.base ?? at("2026-01-01T00:00Z");
  return {
    id: "job",
    name: "send",
    args: null,
    options: {},
    schedule: schedule(input, timeZone),
    misfire: "relaxed",
    tolerance: 30_000,
    maxCatchUp: 100,
    overlap: "allow",
    paused: false,
    base,
    runCount: 0,
    failures: 0,
    runs: [],
    createdAt: base,
    updatedAt: base,
    ...rest,
  };
}
