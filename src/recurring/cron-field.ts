import { fnv1a } from "./fnv1a.ts";
import { invalidSchedule } from "./invalid-schedule.ts";

/** One of the six places of an expression: what it may hold. */
export interface FieldSpec {
  name: "second" | "minute" | "hour" | "day of month" | "month" | "day of week";
  first: number;
  /** The largest value that may be written, and the largest step. */
  last: number;
  /** The largest value `*` and `H` stand for: 6 for weekdays (7 is Sunday again). */
  starLast: number;
  /** The largest value `H` picks: 28 for days, so that it exists in every month. */
  hashLast: number;
  /** Three-letter names; the first stands for `first`. */
  names?: readonly string[];
  expected: string;
}

/** What a field asks of a day or a time. All but `list` occur in the day fields only. */
export type FieldRule =
  | { kind: "list"; values: readonly number[] }
  /** `L`, `L-3`, `LW`, `L-3W`: counted from the last day of the month, moved to the nearest weekday or not. */
  | { kind: "last-day"; before: number; nearestWeekday: boolean }
  /** `15W`: the weekday (Monday to Friday) nearest to a day, within the month. */
  | { kind: "nearest-weekday"; day: number }
  /** `5L`: the month's last such weekday. */
  | { kind: "last-weekday"; weekday: number }
  /** `MON#2`: the month's n-th such weekday. */
  | { kind: "nth-weekday"; weekday: number; nth: number };

export interface ParsedField {
  rule: FieldRule;
  /** Begins with `*` or `?`: in the day fields this means "not restricted", as in crontab. */
  star: boolean;
  /** Holds a star, a range or a step: in a time field it makes the expression an interval. */
  interval: boolean;
  /** The field in numbers only, `H` resolved; reads back as the same field. */
  text: string;
}

const COMMON = "a list (1,2), a range (1-5), a step (*/5), '*', '?' or 'H'";
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"] as const;
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] as const;

/** The six fields in the order they are written; five-field expressions leave out the first. */
export const FIELDS: readonly [FieldSpec, FieldSpec, FieldSpec, FieldSpec, FieldSpec, FieldSpec] = [
  { name: "second", first: 0, last: 59, starLast: 59, hashLast: 59, expected: `0 to 59, ${COMMON}` },
  { name: "minute", first: 0, last: 59, starLast: 59, hashLast: 59, expected: `0 to 59, ${COMMON}` },
  { name: "hour", first: 0, last: 23, starLast: 23, hashLast: 23, expected: `0 to 23, ${COMMON}` },
  {
    name: "day of month",
    first: 1,
    last: 31,
    starLast: 31,
    hashLast: 28,
    expected: `1 to 31, ${COMMON}, or alone: L, L-3, LW, L-3W, 15W`,
  },
  {
    name: "month",
    first: 1,
    last: 12,
    starLast: 12,
    hashLast: 12,
    names: MONTHS,
    expected: `1 to 12 or JAN to DEC, ${COMMON}`,
  },
  {
    name: "day of week",
    first: 0,
    last: 7,
    starLast: 6,
    hashLast: 6,
    names: DAYS,
    expected: `0 to 7 (0 and 7 are Sunday) or SUN to SAT, ${COMMON}, or alone: 5L, MON#2`,
  },
];

const ITEM = /^(\d{1,2}|[A-Z]{3})(?:-(\d{1,2}|[A-Z]{3}))?(?:\/(\d{1,2}))?$/;

/**
 * Reads one field.
 *
 * @param seed what `H` is hashed from, together with the field's name
 * @param cron the whole expression, for the message
 * @throws InvalidScheduleError naming the field, its text and what is allowed
 */
export function parseField(spec: FieldSpec, given: string, seed: string, cron: string): ParsedField {
  const text = given.toUpperCase();
  const fail = (expected: string): never => {
    throw invalidSchedule(spec.name, given, expected, cron);
  };
  const starOrHash = /^([*?H])(?:\/(\d{1,2}))?$/.exec(text);
  if (starOrHash) {
    const step = starOrHash[2] === undefined ? undefined : readStep(spec, starOrHash[2], fail);
    return starOrHash[1] === "H" ? hashed(spec, step, seed) : starred(spec, step);
  }
  const alone =
    spec.name === "day of month"
      ? dayOfMonthRule(spec, text, fail)
      : spec.name === "day of week"
        ? dayOfWeekRule(spec, text, fail)
        : undefined;
  return alone ?? listed(spec, text, fail);
}

function starred(spec: FieldSpec, step: number | undefined): ParsedField {
  return {
    rule: { kind: "list", values: sequence(spec.first, spec.starLast, step ?? 1) },
    star: true,
    interval: true,
    text: step === undefined || step === 1 ? "*" : `*/${step}`,
  };
}

function hashed(spec: FieldSpec, step: number | undefined, seed: string): ParsedField {
  const size = spec.hashLast - spec.first + 1;
  // A step wider than the field still picks one of its values.
  const value = spec.first + (fnv1a(`${seed}/${spec.name}`) % Math.min(step ?? size, size));
  const values = step === undefined ? [value] : sequence(value, spec.hashLast, step);
  const text = step === undefined ? `${value}` : `${value}-${spec.hashLast}/${step}`;
  return { rule: { kind: "list", values }, star: false, interval: step !== undefined, text };
}

function dayOfMonthRule(
  spec: FieldSpec,
  text: string,
  fail: (expected: string) => never,
): ParsedField | undefined {
  const last = /^L(?:-(\d{1,2}))?(W)?$/.exec(text);
  if (last) {
    const before = Number(last[1] ?? 0);
    if (before > 30) fail("L-0 to L-30");
    return special({ kind: "last-day", before, nearestWeekday: last[2] !== undefined }, text);
  }
  const nearest = /^(\d{1,2})W$/.exec(text);
  if (!nearest) return undefined;
  const day = readValue(spec, nearest[1] ?? "", fail);
  return special({ kind: "nearest-weekday", day }, `${day}W`);
}

function dayOfWeekRule(
  spec: FieldSpec,
  text: string,
  fail: (expected: string) => never,
): ParsedField | undefined {
  const match = /^(\d{1,2}|[A-Z]{3})(?:(L)|#(\d{1,2}))$/.exec(text);
  if (!match) return undefined;
  const weekday = readValue(spec, match[1] ?? "", fail) % 7;
  if (match[2] !== undefined) return special({ kind: "last-weekday", weekday }, `${weekday}L`);
  const nth = Number(match[3]);
  if (nth < 1 || nth > 5) fail("#1 to #5 after the weekday");
  return special({ kind: "nth-weekday", weekday, nth }, `${weekday}#${nth}`);
}

const special = (rule: FieldRule, text: string): ParsedField => ({
  rule,
  star: false,
  interval: false,
  text,
});

function listed(spec: FieldSpec, text: string, fail: (expected: string) => never): ParsedField {
  const values = new Set<number>();
  const texts: string[] = [];
  let interval = false;
  for (const item of text.split(",")) {
    const match = ITEM.exec(item) ?? fail(item === "" ? `no empty value; ${spec.expected}` : spec.expected);
    const from = readValue(spec, match[1] ?? "", fail);
    const to = match[2] === undefined ? undefined : readValue(spec, match[2], fail);
    const step = match[3] === undefined ? undefined : readStep(spec, match[3], fail);
    if (to === undefined && step === undefined) {
      values.add(from);
      texts.push(`${wrapped(spec, from)}`);
      continue;
    }
    interval = true;
    for (const value of range(spec, from, to ?? spec.last, step ?? 1)) values.add(value);
    texts.push(`${from}${to === undefined ? "" : `-${to}`}${step === undefined ? "" : `/${step}`}`);
  }
  const sorted = [...new Set([...values].map((value) => wrapped(spec, value)))].sort((a, b) => a - b);
  return { rule: { kind: "list", values: sorted }, star: false, interval, text: texts.join(",") };
}

/** Sunday may be written as 7; everything behind the parser knows it as 0. */
const wrapped = (spec: FieldSpec, value: number): number => (value > spec.starLast ? spec.first : value);

/** `22-2` goes on after the end of the field, with the step counted through it. */
function range(spec: FieldSpec, from: number, to: number, step: number): number[] {
  if (from <= to) return sequence(from, to, step);
  const size = spec.starLast - spec.first + 1;
  return sequence(wrapped(spec, from), to + (from > spec.starLast ? 0 : size), step).map(
    (value) => spec.first + ((value - spec.first) % size),
  );
}

function sequence(from: number, to: number, step: number): number[] {
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return values;
}

function readValue(spec: FieldSpec, text: string, fail: (expected: string) => never): number {
  const value = /^\d/.test(text) ? Number(text) : spec.first + (spec.names?.indexOf(text) ?? Number.NaN);
  const known = spec.names === undefined || /^\d/.test(text) || spec.names.includes(text);
  return known && value >= spec.first && value <= spec.last ? value : fail(spec.expected);
}

function readStep(spec: FieldSpec, text: string, fail: (expected: string) => never): number {
  const step = Number(text);
  return step >= 1 && step <= spec.last ? step : fail(`a step of 1 to ${spec.last}`);
}
