import type { Clock } from "./clock.ts";

/** Crockford's base 32 in lower case: its characters sort as their values do. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_LENGTH = 10;
const COUNT_LENGTH = 3;
const RANDOM_LENGTH = 10;
const COUNT_LIMIT = 32 ** COUNT_LENGTH;

/**
 * Makes ids that sort by time: milliseconds, a count within the millisecond, 50 random bits (so that contexts don't
 * meet). A clock that goes back doesn't make them go back.
 */
export function idSource(clock: Pick<Clock, "now">, random: () => number): () => string {
  let time = 0;
  let count = 0;
  return () => {
    const now = clock.now();
    if (now > time) [time, count] = [now, 0];
    else if (++count >= COUNT_LIMIT) [time, count] = [time + 1, 0];
    let tail = "";
    for (let i = 0; i < RANDOM_LENGTH; i++) tail += DIGITS[Math.floor(random() * 32)];
    return digits(time, TIME_LENGTH) + digits(count, COUNT_LENGTH) + tail;
  };
}

function digits(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = DIGITS[rest % 32] + text;
  return text;
}
