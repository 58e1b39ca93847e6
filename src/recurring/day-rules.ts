import { civilDate, dayNumber, daysInMonth, weekdayOf } from "./calendar.ts";
import type { ParsedField } from "./cron-field.ts";

/** Which days an expression runs on: for each shape of a month (length and first weekday) a bit for each day. */
export interface DayRules {
  /** Index 1 to 12: whether the month is in the expression. */
  months: readonly boolean[];
  /** Index `(length - 28) * 7 + first weekday`; bit 0 is the first of the month. */
  masks: readonly number[];
}

/** A month of the calendar, its days that run as bits, and the number of its first day. */
interface Month {
  year: number;
  month: number;
  first: number;
  bits: number;
}

/** Weekdays and leap years repeat after 400 years: what doesn't occur within them never does. */
const CYCLE_MONTHS = 400 * 12;

/**
 * @param match whether a day must meet both day fields or one of them, where both are restricted. A field that begins
 * with a star is not restricted and then must be met too (`*\/2` with `MON`): so do crontab and crontab.guru read it.
 */
export function dayRules(
  dayOfMonth: ParsedField,
  month: ParsedField,
  dayOfWeek: ParsedField,
  match: "or" | "and",
): DayRules {
  const either = match === "or" && !dayOfMonth.star && !dayOfWeek.star;
  const masks: number[] = [];
  for (let length = 28; length <= 31; length++) {
    for (let firstWeekday = 0; firstWeekday < 7; firstWeekday++) {
      const byDay = fieldMask(dayOfMonth, length, firstWeekday, false);
      const byWeekday = fieldMask(dayOfWeek, length, firstWeekday, true);
      masks.push(either ? byDay | byWeekday : byDay & byWeekday);
    }
  }
  const values = month.rule.kind === "list" ? month.rule.values : [];
  return { months: Array.from({ length: 13 }, (_, i) => values.includes(i)), masks };
}

/** Whether any day of the 400-year cycle matches. */
export function everMatches(rules: DayRules): boolean {
  return nextDay(rules, 0) !== null;
}

export function dayMatches(rules: DayRules, day: number): boolean {
  const { year, month, day: dayOfMonth } = civilDate(day);
  return (monthOf(rules, year, month).bits & (1 << (dayOfMonth - 1))) !== 0;
}

/** The first matching day at or after a day number; null when there is none. */
export function nextDay(rules: DayRules, day: number): number | null {
  const from = civilDate(day);
  let mask = -1 << (from.day - 1);
  for (let i = 0; i <= CYCLE_MONTHS; i++) {
    const { first, bits } = monthOf(rules, from.year, from.month + i);
    const found = bits & mask;
    if (found !== 0) return first + 31 - Math.clz32(found & -found);
    mask = -1;
  }
  return null;
}

/** The last matching day at or before a day number; null when there is none. */
export function previousDay(rules: DayRules, day: number): number | null {
  const from = civilDate(day);
  let mask = (1 << (from.day - 1)) | ((1 << (from.day - 1)) - 1);
  for (let i = 0; i <= CYCLE_MONTHS; i++) {
    const { first, bits } = monthOf(rules, from.year, from.month - i);
    const found = bits & mask;
    if (found !== 0) return first + 31 - Math.clz32(found);
    mask = -1;
  }
  return null;
}

/** How many days match, from a day number up to, not including, another. Steps by months, not by days. */
export function countDays(rules: DayRules, from: number, to: number): number {
  if (to <= from) return 0;
  const { year, month } = civilDate(from);
  let count = 0;
  for (let i = 0; ; i++) {
    const { first, bits, year: y, month: m } = monthOf(rules, year, month + i);
    if (first >= to) return count;
    const length = daysInMonth(y, m);
    let kept = bits;
    if (from > first) kept &= -1 << (from - first);
    if (to < first + length) kept &= (1 << (to - first)) - 1;
    count += bitCount(kept);
  }
}

/** `month` may lie outside 1 to 12 and then means a month of a later or earlier year. */
function monthOf(rules: DayRules, givenYear: number, givenMonth: number): Month {
  const years = Math.floor((givenMonth - 1) / 12);
  const year = givenYear + years;
  const month = givenMonth - years * 12;
  const first = dayNumber(year, month, 1);
  const mask = rules.months[month] ? rules.masks[(daysInMonth(year, month) - 28) * 7 + weekdayOf(first)] : 0;
  return { year, month, first, bits: mask ?? 0 };
}

function fieldMask({ rule }: ParsedField, length: number, firstWeekday: number, ofWeek: boolean): number {
  const weekday = (day: number): number => (firstWeekday + day - 1) % 7;
  const bit = (day: number): number => (day >= 1 && day <= length ? 1 << (day - 1) : 0);
  switch (rule.kind) {
    case "list": {
      let bits = 0;
      for (let day = 1; day <= length; day++)
        if (rule.values.includes(ofWeek ? weekday(day) : day)) bits |= bit(day);
      return bits;
    }
    case "last-day": {
      const day = length - rule.before;
      return bit(rule.nearestWeekday ? nearestWeekday(day, length, weekday) : day);
    }
    case "nearest-weekday":
      return bit(nearestWeekday(rule.day, length, weekday));
    case "last-weekday":
      return bit(length - ((weekday(length) - rule.weekday + 7) % 7));
    case "nth-weekday":
      return bit(1 + ((rule.weekday - firstWeekday + 7) % 7) + (rule.nth - 1) * 7);
  }
}

/** Monday to Friday nearest to a day, never outside the month; a day the month doesn't have gives 0. */
function nearestWeekday(day: number, length: number, weekday: (day: number) => number): number {
  if (day < 1 || day > length) return 0;
  if (weekday(day) === 6) return day === 1 ? 3 : day - 1;
  if (weekday(day) === 0) return day === length ? day - 2 : day + 1;
  return day;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
