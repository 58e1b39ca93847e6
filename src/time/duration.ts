import { refusal } from "../errors/expect-option.ts";

/**
 * A length of time: milliseconds, a text such as `'500ms'`, `'90s'`, `'10m'`, `'2h'`, `'1d'` (parts may be joined:
 * `'1h30m'`), or an object of parts.
 */
export type Duration = number | string | DurationParts;

/** Parts that are added up; fractions too. Default of each: 0. */
export interface DurationParts {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PARTS = {
  days: UNITS.d,
  hours: UNITS.h,
  minutes: UNITS.m,
  seconds: UNITS.s,
  milliseconds: UNITS.ms,
} as const;
const EXPECTED =
  "milliseconds, a text like '90s', '10m', '2h' or '1d', or { days, hours, minutes, seconds, milliseconds }";

/**
 * The milliseconds of a duration, rounded to a whole number; never negative.
 *
 * @param label what the duration is for, named in the error
 * @throws InvalidJobError when it can't be read
 * @example milliseconds('1h30m') // 5_400_000
 */
export function milliseconds(duration: Duration, label = "duration"): number {
  const value =
    typeof duration === "number"
      ? duration
      : typeof duration === "string"
        ? fromText(duration)
        : fromParts(duration);
  if (!Number.isFinite(value) || value < 0) throw refusal(label, duration, EXPECTED, { option: label });
  return Math.round(value);
}

function fromText(text: string): number {
  let rest = text.trim().toLowerCase();
  if (rest === "") return Number.NaN;
  let total = 0;
  while (rest !== "") {
    const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*/.exec(rest);
    if (!match) return Number.NaN;
    total += Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
    rest = rest.slice(match[0].length);
  }
  return total;
}

/** What is no object has no parts, and is no length of time. */
function fromParts(parts: DurationParts | null | undefined): number {
  const given: [string, unknown][] = Object.entries(parts ?? {});
  let total = given.length === 0 ? Number.NaN : 0;
  // Of a part that doesn't exist there is no unit, and the total is none.
  for (const [part, value = 0] of given)
    total += typeof value === "number" ? value * PARTS[part as keyof typeof PARTS] : Number.NaN;
  return total;
}
