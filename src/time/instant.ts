import { refusal } from "../errors/expect-option.ts";

/** A moment in time as an app may give it. Records hold it as epoch milliseconds. */
export type InstantInput = Date | number | string;

/** Date and time, or a date alone (its midnight in UTC), as ISO 8601 writes them. */
const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;
const EXPECTED = "a Date, epoch milliseconds, or an ISO 8601 text such as '2027-01-01T09:00:00+03:30'";

/** The last moment that a `Date` can hold: what is later could be stored, and shown nowhere. */
const LAST = 8.64e15;

/**
 * Epoch milliseconds of a moment.
 *
 * A text with a time but no zone (`'2027-01-01T09:00'`) means the device's own zone, as `Date` reads it; write the
 * offset where the moment must be the same everywhere.
 *
 * @param label what the moment is for, named in the error
 * @throws InvalidJobError when it can't be read
 */
export function instant(input: InstantInput, label = "time"): number {
  const value =
    typeof input === "number"
      ? input
      : input instanceof Date
        ? input.getTime()
        : typeof input === "string"
          ? parsed(input.trim())
          : Number.NaN;
  if (!(Math.abs(value) <= LAST)) throw refusal(label, input, EXPECTED, { option: label });
  return Math.round(value);
}

function parsed(text: string): number {
  const day = text.slice(0, 10);
  // `Date` reads the 30th of February as the 2nd of March, where an engine reads it at all.
  const read: string | null = new Date(day).toJSON();
  return ISO.test(text) && read?.startsWith(day) ? Date.parse(text) : Number.NaN;
}
