import { type Duration, milliseconds } from "../time/duration.ts";
import { instant } from "../time/instant.ts";
import type { InstantInput } from "../time/moment.ts";
import { compileCron } from "./compile-cron.ts";
import { countInZone, nextInZone, previousInZone } from "./cron-occurrence.ts";
import { invalidSchedule } from "./invalid-schedule.ts";
import { timeZone } from "./time-zone.ts";

/** A cron text, or a fixed distance in elapsed time. */
export type ScheduleInput = string | { every: Duration; anchor?: InstantInput };

export interface ScheduleOptions {
  /** The recurring job's id: `H` is hashed by it. */
  id: string;
  /** An IANA name, `'UTC'` (the default), or `'device'`: wherever the device is when the schedule is evaluated. */
  timeZone?: string;
  /** Where both day fields are restricted: `'or'` (the default, as in crontab) or `'and'` (as in Hangfire). */
  dayMatch?: "or" | "and";
  /** Epoch milliseconds; the anchor of `{ every }` where none is given. */
  now: number;
  /** Differs from installation to installation, so that `H` spreads them; default none. */
  seed?: string;
}

/** A checked schedule as plain data, stored with its definition. */
export type Schedule =
  | { kind: "cron"; cron: string; timeZone: string; dayMatch: "or" | "and"; seed: string }
  | {
      kind: "every";
      /** Milliseconds between occurrences. */
      every: number;
      /** Occurrences are `anchor + k * every`, for every whole k. */
      anchor: number;
      /** The app gave the anchor. Without it the first definition's time stands for as long as `every` does. */
      anchored?: true;
    };

/** Shorter intervals are no job of a scheduler: a page's timers and a worker's start are coarser than that. */
const SHORTEST = 1_000;
/** A hundred years; keeps the arithmetic within what a `Date` can hold. */
const LONGEST = 36_525 * 86_400_000;
/** What is searched: the year 1 to the year 9999, where every engine's dates and zones agree. */
const EARLIEST = -62_135_596_800;
const LATEST = 253_402_300_799;

/**
 * Checks a schedule and turns it into data.
 *
 * @throws InvalidScheduleError for anything that can't be used, including an expression that never matches (but
 * `Cron.never()` may) and a zone this engine doesn't know
 */
export function parseSchedule(input: ScheduleInput, options: ScheduleOptions): Schedule {
  const zone = options.timeZone ?? "UTC";
  const dayMatch = options.dayMatch ?? "or";
  timeZone(zone);
  if (dayMatch !== "or" && dayMatch !== "and") throw invalidSchedule("dayMatch", dayMatch, "'or' or 'and'");
  if (typeof input !== "string") return parseEvery(input, options.now);
  const cron = input.replace(/[ \t]+/g, " ").replace(/^ | $/g, "");
  const seed = `${options.seed ?? ""}/${options.id}`;
  const { hashed } = compileCron(cron, dayMatch, seed);
  // Without `H` the seed would only keep equal schedules from sharing one compiled expression.
  return { kind: "cron", cron, timeZone: zone, dayMatch, seed: hashed ? seed : "" };
}

function parseEvery(input: { every: Duration; anchor?: InstantInput }, now: number): Schedule {
  // Apps without types can pass anything here.
  const given: unknown = input;
  if (typeof given !== "object" || given === null || !("every" in given)) {
    throw invalidSchedule("cron", given, "a cron text or { every: duration }");
  }
  const unknown = Object.entries(given).find(([part]) => part !== "every" && part !== "anchor");
  if (unknown)
    throw invalidSchedule(unknown[0], unknown[1], "no such part: { every, anchor } is all there is");
  const every = readable("every", input.every, () => milliseconds(input.every, "every"));
  if (every < SHORTEST || every > LONGEST)
    throw invalidSchedule("every", input.every, "one second to a hundred years");
  const { anchor } = input;
  if (anchor === undefined) return { kind: "every", every, anchor: now };
  return {
    kind: "every",
    every,
    anchor: readable("anchor", anchor, () => instant(anchor, "anchor")),
    anchored: true,
  };
}

/** The readers of durations and instants speak of jobs; here the same complaint is about a schedule. */
function readable(field: string, given: unknown, read: () => number): number {
  try {
    return read();
  } catch (cause) {
    const expected = (cause as { details?: { expected?: unknown } }).details?.expected;
    throw invalidSchedule(field, given, typeof expected === "string" ? expected : "something else");
  }
}

/**
 * The first occurrence strictly after an instant; null when there is none.
 *
 * @throws InvalidScheduleError when this engine doesn't know the zone (a definition that came from another device)
 */
export function nextOccurrence(schedule: Schedule, after: number): number | null {
  if (schedule.kind === "every") return gridBefore(schedule, after) + schedule.every;
  const from = Math.max(Math.floor(after / 1000) + 1, EARLIEST);
  return inMilliseconds(nextInZone(compiled(schedule), timeZone(schedule.timeZone), from, LATEST));
}

/** The last occurrence strictly before an instant, of those `nextOccurrence` gives; null when there is none. */
export function previousOccurrence(schedule: Schedule, before: number): number | null {
  if (schedule.kind === "every") return gridBefore(schedule, before - 1);
  const high = Math.min(Math.ceil(before / 1000), LATEST);
  return inMilliseconds(previousInZone(compiled(schedule), timeZone(schedule.timeZone), high, EARLIEST));
}

/** The next `count` occurrences after an instant; fewer when there are no more. */
export function nextOccurrences(schedule: Schedule, after: number, count: number): number[] {
  const times: number[] = [];
  for (let last: number | null = after; times.length < count; times.push(last)) {
    last = nextOccurrence(schedule, last);
    if (last === null) break;
  }
  return times;
}

/**
 * The occurrences after one instant and up to another: the most recent `limit`, oldest first, and how many there are
 * `more`. The rest is counted by arithmetic, exactly, so a year of missed minutes costs no more than a day of them.
 */
export function occurrencesBetween(
  schedule: Schedule,
  after: number,
  until: number,
  limit: number,
): { times: number[]; more: number } {
  const times: number[] = [];
  let first = until + 1;
  while (times.length < limit) {
    const time = previousOccurrence(schedule, first);
    if (time === null || time <= after) return { times: times.reverse(), more: 0 };
    times.push(time);
    first = time;
  }
  return { times: times.reverse(), more: countBetween(schedule, after, first) };
}

/** How many occurrences lie strictly between two instants. */
function countBetween(schedule: Schedule, after: number, before: number): number {
  if (schedule.kind === "every") {
    return Math.max(0, (gridBefore(schedule, before - 1) - gridBefore(schedule, after)) / schedule.every);
  }
  const from = Math.max(Math.floor(after / 1000) + 1, EARLIEST);
  return countInZone(
    compiled(schedule),
    timeZone(schedule.timeZone),
    from,
    Math.min(Math.ceil(before / 1000), LATEST),
  );
}

/**
 * Whether two schedules mean the same: an app that defines its jobs at every start must not begin them anew each time.
 * Texts are compared as they are read (`@daily` is `0 0 * * *`), zones by their resolved names.
 */
export function sameSchedule(a: Schedule, b: Schedule): boolean {
  if (a.kind === "every" || b.kind === "every") {
    if (a.kind !== "every" || b.kind !== "every" || a.every !== b.every) return false;
    return a.anchored
      ? b.anchored === true && (a.anchor - b.anchor) % a.every === 0
      : b.anchored === undefined;
  }
  const [left, right] = [compiled(a), compiled(b)];
  if (left.text !== right.text || (left.joinsDays && a.dayMatch !== b.dayMatch)) return false;
  return sameZone(a.timeZone, b.timeZone);
}

/** The expression in numbers, with `H` as the values it stands for on this installation. */
export function resolvedCron(schedule: Schedule & { kind: "cron" }): string {
  return compiled(schedule).text;
}

function sameZone(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  // The device's zone may be Berlin's today and must not be taken for it.
  if (a === "device" || b === "device") return false;
  try {
    return timeZone(a).name === timeZone(b).name;
  } catch {
    return false;
  }
}

const compiled = (schedule: Schedule & { kind: "cron" }) =>
  compileCron(schedule.cron, schedule.dayMatch, schedule.seed);

const inMilliseconds = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);

/** The grid's last instant at or before a time. */
function gridBefore({ every, anchor }: Schedule & { kind: "every" }, time: number): number {
  return anchor + Math.floor((time - anchor) / every) * every;
}
