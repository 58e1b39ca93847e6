import { sortableDigits, sortableTime } from "../time/sortable.ts";
import type { Clock } from "./clock.ts";
import { wallClock } from "./wall-clock.ts";

const COUNT_LENGTH = 3;
const RANDOM_LENGTH = 10;
const COUNT_LIMIT = 32 ** COUNT_LENGTH;
const RANDOM_LIMIT = 32 ** RANDOM_LENGTH;

/** Ids by the real clock and chance. */
export const newIds = (): (() => string) => idSource(wallClock, () => Math.random());

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
    const tail = sortableDigits(Math.floor(random() * RANDOM_LIMIT), RANDOM_LENGTH);
    return sortableTime(time) + sortableDigits(count, COUNT_LENGTH) + tail;
  };
}
