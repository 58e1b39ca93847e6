import { fnv1a } from "./fnv1a.ts";
import { MOST_AHEAD, type RecurringRecord } from "./recurring-job.ts";
import { nextOccurrence, occurrencesBetween, previousOccurrence } from "./schedule.ts";

/**
 * What a definition does now. `occurrences.length + missed + dropped` is the number of occurrences that were due, but for
 * those after the one that ended the schedule by `maxRuns`.
 */
export interface Firing {
  /** Planned times to create a job for, oldest first. */
  occurrences: number[];
  /** Due occurrences without a job of their own: merged into one run (`relaxed`) or too late (`ignore`). */
  missed: number;
  /** Due occurrences beyond `maxCatchUp`, the oldest. */
  dropped: number;
  /** What the record becomes. An absent time means that the record must lose it. */
  next: {
    nextRunAt?: number;
    dueAt?: number;
    base: number;
    runCount: number;
    /** There will be no further occurrence: `endAt`, `maxRuns`, or a schedule that never comes again. */
    ended: boolean;
  };
}

/** The planned time of the next occurrence, and when the scheduler must look. Absent: no next one, no look. */
export interface Plan {
  nextRunAt?: number;
  dueAt?: number;
}

const FIRST_BACK_OFF = 15_000;
const LONGEST_BACK_OFF = 3_600_000;
/** Clocks are slewed and read late: less than this is no jump. A guess. */
const CLOCK_SLACK = 2_000;

/**
 * Decides what a definition does at an instant. Nothing due is no mistake: the answer then only says what comes next,
 * so it may be asked of any definition at any time, for example after the clock has jumped.
 *
 * @param most how many of its runs can come to be: others are skipped, and don't count in `maxRuns`
 */
export function fire(record: RecurringRecord, now: number, most: number = Infinity): Firing {
  const base = startingPoint(record, now);
  const nothing = (): Firing => settle(record, now, base, [], 0, 0, most);
  if (isPaused(record, now) || isSpent(record, record.runCount)) return nothing();
  const last = lastDue(record, base, now);
  if (last === null) return nothing();
  const { times: due, more: others } = occurrencesBetween(
    record.schedule,
    base,
    last,
    record.misfire === "relaxed" ? 1 : record.maxCatchUp,
  );
  const ranAhead = aheadOf(record);
  const times = due.filter((time) => !ranAhead.includes(time));
  const more = others - ranAhead.filter((time) => time > base && time < due[0]!).length;
  switch (record.misfire) {
    case "relaxed":
      return settle(record, now, last, times, more, 0, most);
    case "strict":
      return settle(record, now, last, withinRuns(record, times, most), 0, more, most);
    case "ignore": {
      const onTime = times.filter((time) => now - dueTime(record, time) <= record.tolerance);
      const late = more + times.length - onTime.length;
      return settle(record, now, last, withinRuns(record, onTime, most), late, 0, most);
    }
  }
}

/** What is planned after a definition is added, changed or resumed: it counts from now under every policy. */
export function plan(record: RecurringRecord, now: number): Plan {
  return planFrom(record, now, now);
}

/**
 * What becomes of a definition whose next occurrence is run now, ahead of its time; `undefined`: there is none, or too many
 * were. It counts as the occurrence, in `maxRuns` too.
 */
export function runAhead(
  record: RecurringRecord,
  now: number,
): (Plan & Required<Pick<RecurringRecord, "ranAhead" | "runCount">>) | undefined {
  const { nextRunAt, base } = record;
  const before = aheadOf(record).filter((time) => time > base);
  if (nextRunAt === undefined || before.length === MOST_AHEAD) return undefined;
  const runCount = record.runCount + 1;
  const ranAhead = [...before, nextRunAt];
  return { ranAhead, runCount, ...planFrom({ ...record, ranAhead, runCount }, now, base) };
}

/** Milliseconds until a definition that could not be scheduled is tried again: 15 s, doubling, at most an hour. */
export function backOff(failures: number): number {
  // The exponent is bounded so that a definition that has failed for years doesn't overflow.
  return Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2 ** Math.min(Math.max(failures - 1, 0), 20));
}

/**
 * How long an occurrence is put off, from 0 up to, not including, `jitter`. The same in every tab and after every
 * restart: a random number would move the occurrence each time somebody looks.
 */
export function stableJitter(id: string, plannedAt: number, jitter: number): number {
  return jitter > 0 ? Math.floor((fnv1a(`${id}/${plannedAt}`) / 2 ** 32) * jitter) : 0;
}

/**
 * Whether the wall clock jumped between two looks at it. `elapsed`, where a clock that only goes forward was read too,
 * tells a clock put forward from a device that slept; without it only a step back can be seen.
 */
export function clockJump(lastNow: number, now: number, elapsed?: number): "none" | "back" | "forward" {
  const moved = now - lastNow;
  if (moved < (elapsed ?? 0) - CLOCK_SLACK) return "back";
  return elapsed !== undefined && moved > elapsed + CLOCK_SLACK ? "forward" : "none";
}

/**
 * The instant occurrences count from. When the clock has been put back behind the last occurrence considered, that one
 * is not repeated, unless the next would then be more than a period late: then the new time counts at once. So a
 * clock corrected by minutes repeats nothing, and one that was years ahead silences nothing.
 */
function startingPoint(record: RecurringRecord, now: number): number {
  let { base } = record;
  if (base > now) {
    const following = nextOccurrence(record.schedule, base);
    if (following === null || base - now >= following - base) base = now;
  }
  const { startAt = -Infinity, pausedUntil = -Infinity } = record;
  // What falls on the start itself, or on the end of a pause, runs.
  return Math.max(base, startAt - 1, pausedUntil <= now ? pausedUntil - 1 : -Infinity);
}

/** The last occurrence whose time, with its jitter, has come; null when none has. */
function lastDue(record: RecurringRecord, base: number, now: number): number | null {
  const { schedule, endAt = Infinity } = record;
  let time = previousOccurrence(schedule, Math.min(now, endAt) + 1);
  // Jitter is less than a period: if the latest isn't due yet, the one before it is.
  if (time !== null && dueTime(record, time) > now) time = previousOccurrence(schedule, time);
  while (time !== null && aheadOf(record).includes(time)) time = previousOccurrence(schedule, time);
  return time !== null && time > base ? time : null;
}

/** When a job is created for an occurrence: never later than the one after it. */
function dueTime(record: RecurringRecord, time: number): number {
  const { id, schedule, jitter = 0 } = record;
  if (jitter <= 0) return time;
  const following = nextOccurrence(schedule, time) ?? Infinity;
  return time + stableJitter(id, time, Math.min(jitter, following - time));
}

/**
 * The first ones: had they run in time, the schedule would have ended with them. All of them where too few can come to be
 * for that: the others are skipped, and said to be.
 */
function withinRuns(
  { maxRuns = Infinity, runCount }: RecurringRecord,
  times: number[],
  most: number,
): number[] {
  const left = maxRuns - runCount;
  return left > most ? times : times.slice(0, Math.max(0, left));
}

function settle(
  record: RecurringRecord,
  now: number,
  base: number,
  occurrences: number[],
  missed: number,
  dropped: number,
  most: number,
): Firing {
  const runCount = record.runCount + Math.min(occurrences.length, most);
  const following = planFrom({ ...record, runCount }, now, base);
  const ended = following.dueAt === undefined && !isPaused(record, now);
  return { occurrences, missed, dropped, next: { ...following, base, runCount, ended } };
}

function planFrom(record: RecurringRecord, now: number, base: number): Plan {
  const paused = isPaused(record, now);
  const { startAt = -Infinity, endAt = Infinity, pausedUntil } = record;
  if (isSpent(record, record.runCount) || (paused && pausedUntil === undefined)) return {};
  const from = Math.max(base, startAt - 1, paused && pausedUntil !== undefined ? pausedUntil - 1 : -Infinity);
  let nextRunAt = nextOccurrence(record.schedule, from);
  while (nextRunAt !== null && aheadOf(record).includes(nextRunAt))
    nextRunAt = nextOccurrence(record.schedule, nextRunAt);
  if (nextRunAt === null || nextRunAt > endAt) return {};
  // The end of a pause is looked at on its own, so that the definition is shown as running from then on.
  return { nextRunAt, dueAt: paused && pausedUntil !== undefined ? pausedUntil : dueTime(record, nextRunAt) };
}

/** A number where one alone was remembered, as before there was a list. */
const aheadOf = ({ ranAhead = [] }: RecurringRecord): number[] => [ranAhead].flat();

/** A pause with an end is over when its end is, whether or not anybody has written that down yet. */
function isPaused({ paused, pausedUntil }: RecurringRecord, now: number): boolean {
  return pausedUntil === undefined ? paused : pausedUntil > now;
}

const isSpent = ({ maxRuns = Infinity }: RecurringRecord, runCount: number): boolean => runCount >= maxRuns;
