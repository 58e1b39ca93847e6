/** Crockford's base 32 in lower case: its characters sort as their values do. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
/** Enough for the milliseconds of 35,000 years. */
const TIME_LENGTH = 10;

/** A number as digits of base 32, filled up to a length: texts that sort as their numbers do. */
export function sortableDigits(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = DIGITS[rest % 32] + text;
  return text;
}

/** Epoch milliseconds as the beginning of an id. */
export const sortableTime = (time: number): string => sortableDigits(time, TIME_LENGTH);
