/** How a rate limit counts: in windows of the clock (each minute, hour, UTC day), or in any span of that length. */
export type RateMode = "fixed" | "sliding";

/** At most `limit` starts in `per` milliseconds. */
export interface Rate {
  limit: number;
  per: number;
  mode: RateMode;
}

/**
 * Starts that still count, oldest first: when, and how many. In a fixed window all share its begin, so that in both
 * modes a start counts until `when + per`.
 */
export type Starts = readonly (readonly [at: number, count: number])[];

/** Up to this limit each start is kept by itself; of a higher one, those of the same part of the window together. */
const EXACT = 64;

/**
 * A claim reads its clock before its transaction, so that another context's later one may be stored before it. Starts
 * so little ahead are true, and no sign of a clock that was set back.
 */
const AHEAD = 1_000;

/**
 * What still counts now. A clock that was set back leaves starts in what is now the future: they count as of now, or a
 * limit would stay shut for as long as the clock went back.
 */
export function countingStarts(starts: Starts, rate: Rate, now: number): Starts {
  const present = beginOf(rate, now);
  return starts
    .map(([at, count]) => [at > now + AHEAD ? present : at, count] as const)
    .filter(([at]) => at + rate.per > now);
}

/** How many may still start now. */
export function roomIn(starts: Starts, rate: Rate, now: number): number {
  const used = countingStarts(starts, rate, now).reduce((sum, [, count]) => sum + count, 0);
  return Math.max(0, rate.limit - used);
}

/** When the next may start: now, if one may. */
export function opensAt(starts: Starts, rate: Rate, now: number): number {
  const counting = [...countingStarts(starts, rate, now)].sort(([a], [b]) => a - b);
  let used = counting.reduce((sum, [, count]) => sum + count, 0);
  let opens = now;
  for (const [at, count] of counting) {
    if (used < rate.limit) break;
    used -= count;
    opens = at + rate.per;
  }
  return opens;
}

/** The starts with one more, now. */
export function withStart(starts: Starts, rate: Rate, now: number): Starts {
  const counting = countingStarts(starts, rate, now);
  const at = beginOf(rate, now);
  const last = counting.at(-1);
  if (!last || !together(last[0], at, rate)) {
    const later = counting.filter(([when]) => when > at);
    return [...counting.filter(([when]) => when <= at), [at, 1], ...later];
  }
  // Of those kept together the latest stands for all: they count a little longer, never less.
  return [...counting.slice(0, -1), [Math.max(last[0], at), last[1] + 1]];
}

/** The starts without one that was made at an instant: its job was given back unbegun. */
export function withoutStart(starts: Starts, rate: Rate, since: number): Starts {
  const at = beginOf(rate, since);
  const place = starts.findIndex((each) => each[0] >= at);
  if (place < 0) return starts;
  return starts.flatMap(([when, count], i) =>
    i !== place ? [[when, count] as const] : count > 1 ? [[when, count - 1] as const] : [],
  );
}

/** When nothing of it counts any more. */
export function endOf(starts: Starts, rate: Rate): number {
  return starts.reduce((end, [at]) => Math.max(end, at + rate.per), 0);
}

const beginOf = ({ mode, per }: Rate, now: number): number =>
  mode === "fixed" ? Math.floor(now / per) * per : now;

function together(a: number, b: number, { limit, per, mode }: Rate): boolean {
  if (a === b || mode === "fixed") return a === b;
  const part = per / EXACT;
  return limit > EXACT && Math.floor(a / part) === Math.floor(b / part);
}
