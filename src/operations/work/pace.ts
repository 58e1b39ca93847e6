import type { Pace, Totals } from "../tables.ts";

const MINUTE = 60_000;

/**
 * Counts a job that has ended in its queue's pace: how many did in this minute, and in the one before. Two numbers a
 * queue, in the row that is written anyway.
 */
export function countPace(totals: Totals, queue: string, now: number): void {
  const minute = Math.floor(now / MINUTE);
  const kept = Object.entries(totals.pace ?? {}).filter(([name, [at]]) => name !== queue && at >= minute - 1);
  const [at, here, before] = paceOf(totals, queue) ?? [minute, 0, 0];
  const next: Pace = at === minute ? [minute, here + 1, before] : [minute, 1, at === minute - 1 ? here : 0];
  totals.pace = { ...Object.fromEntries(kept), [queue]: next };
}

/** A queue may be called as something that every object has. */
const paceOf = ({ pace }: Totals, queue: string): Pace | undefined =>
  pace && Object.hasOwn(pace, queue) ? pace[queue] : undefined;

/** Jobs of a queue that ended within the last minute: what of the minute before still counts is taken to be even. */
export function perMinute(totals: Totals, queue: string, now: number): number {
  const pace = paceOf(totals, queue);
  if (!pace) return 0;
  const [minute, here, before] = pace;
  const age = now / MINUTE - minute;
  if (age < 1) return Math.round(here + before * (1 - age));
  return age < 2 ? Math.round(here * (2 - age)) : 0;
}
