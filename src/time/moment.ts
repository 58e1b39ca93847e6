/** A moment in time as an app may give it. Records hold it as epoch milliseconds. */
export type InstantInput = Date | number | string;

/** Date and time, or a date alone (its midnight in UTC), as ISO 8601 writes them. */
const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Epoch milliseconds of a moment, whole ones; not a number where it can't be read, or where no `Date` can hold it. */
export function momentOf(input: InstantInput): number {
  const isKnown = typeof input === "number" || input instanceof Date;
  return +new Date(
    typeof input === "string" ? parsed(input.trim()) : isKnown ? Math.round(+input) : Number.NaN,
  );
}

/** `Date` reads the 30th of February as the 2nd of March, where an engine reads it at all. */
const parsed = (text: string): number =>
  ISO.test(text) && new Date(text.slice(0, 10)).getUTCDate() === +text.slice(8, 10)
    ? Date.parse(text)
    : Number.NaN;
