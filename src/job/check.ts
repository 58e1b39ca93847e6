/**
 * Whether a value that came from outside (a message, a file) is what it must be. The checks that a page needs at its start,
 * of what other contexts tell; all others are in shape.ts.
 */
export type Check = (value: unknown) => boolean;

/** A text of at most so many characters. */
export const text =
  (longest: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= longest;

export const finite: Check = (value) => typeof value === "number" && Number.isFinite(value);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

export const list =
  (check: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every((item) => check(item));
