import { DAY_SECONDS, floorDiv, floorMod } from "./calendar.ts";
import type { CompiledCron } from "./compile-cron.ts";
import { countDays, dayMatches, nextDay, previousDay } from "./day-rules.ts";

/*
 * The search on a clock without zone, in seconds since 1970. Days are found by their bits, the time within a day by the
 * walker: a leap day 28 years ahead costs a few hundred steps of arithmetic, not ten thousand of dates.
 */

/** The first match at or after a wall-clock second; null when there is none. */
export function nextWall(cron: CompiledCron, from: number): number | null {
  if (!cron.walk) return null;
  let day = floorDiv(from, DAY_SECONDS);
  let start = from;
  if (from - day * DAY_SECONDS > lastOfDay(cron) || !dayMatches(cron.days, day)) {
    const found = nextDay(cron.days, day + 1);
    if (found === null) return null;
    day = found;
    start = day * DAY_SECONDS;
  }
  return cron.walk(start - 1, 1);
}

/** The last match before a wall-clock second; null when there is none. */
export function previousWall(cron: CompiledCron, before: number): number | null {
  if (!cron.walk) return null;
  let day = floorDiv(before - 1, DAY_SECONDS);
  let end = before;
  if (before - 1 - day * DAY_SECONDS < firstOfDay(cron) || !dayMatches(cron.days, day)) {
    const found = previousDay(cron.days, day - 1);
    if (found === null) return null;
    day = found;
    end = (day + 1) * DAY_SECONDS;
  }
  return cron.walk(end, -1);
}

/** How many matches lie from a wall-clock second up to, not including, another; by arithmetic, however many. */
export function countWalls(cron: CompiledCron, from: number, to: number): number {
  if (to <= from) return 0;
  const perDay = cron.hours.length * cron.minutes.length * cron.seconds.length;
  const firstDay = floorDiv(from, DAY_SECONDS);
  const lastDay = floorDiv(to, DAY_SECONDS);
  // Whole days from the first to the last, less what of the first is before `from`, plus what of the last is before `to`.
  const before = dayMatches(cron.days, firstDay) ? countBefore(cron, floorMod(from, DAY_SECONDS)) : 0;
  const until = dayMatches(cron.days, lastDay) ? countBefore(cron, floorMod(to, DAY_SECONDS)) : 0;
  return countDays(cron.days, firstDay, lastDay) * perDay - before + until;
}

/** How many of a day's times lie before a second of the day. */
function countBefore(cron: CompiledCron, time: number): number {
  const hour = Math.floor(time / 3600);
  const minute = Math.floor(time / 60) % 60;
  const perHour = cron.minutes.length * cron.seconds.length;
  let count = below(cron.hours, hour) * perHour;
  if (!cron.hours.includes(hour)) return count;
  count += below(cron.minutes, minute) * cron.seconds.length;
  return cron.minutes.includes(minute) ? count + below(cron.seconds, time % 60) : count;
}

const below = (sorted: readonly number[], value: number): number =>
  sorted.filter((each) => each < value).length;

const firstOfDay = ({ hours, minutes, seconds }: CompiledCron): number =>
  (hours[0] ?? 0) * 3600 + (minutes[0] ?? 0) * 60 + (seconds[0] ?? 0);

const lastOfDay = ({ hours, minutes, seconds }: CompiledCron): number =>
  (hours.at(-1) ?? 0) * 3600 + (minutes.at(-1) ?? 0) * 60 + (seconds.at(-1) ?? 0);
