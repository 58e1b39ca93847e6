/**
 * A job whose context died while it ran, or may have run, is a suspect: it may be what ended the context, and it may as
 * well have stood beside. How strong the suspicion is: 1, it was claimed and perhaps never begun; 2, it had begun; and
 * one more for each death that follows. It is over once an attempt comes to an end of its own.
 */
export type Suspicion = number;

/** So many deaths are told apart: a level more would only be another lane. */
const HIGHEST: Suspicion = 9;

/** A context died over the job. */
export function suspicionAfter(before: Suspicion = 0, begun: boolean): Suspicion {
  return Math.min(HIGHEST, begun ? Math.max(1, before) + 1 : Math.max(1, before));
}

/** Its context died again when it had been begun by itself: hardly by chance. */
const isStrong = (suspicion: Suspicion): boolean => suspicion > 2;

/**
 * Nothing is begun beside a suspect for so long, milliseconds: what ends its context usually does it soon. A guess; it is
 * what a person bears to wait.
 */
export const TRIAL = 5_000;

/**
 * How long a suspect stands back behind all others, milliseconds: not for ever, or where there is always something to do
 * it would never be run. Most of them are innocent, and wait no longer than a trial; Chromium ends an endless loop after
 * a minute, and in two the others have had at least half of the time.
 */
export const patienceWith = (suspicion: Suspicion): number => (isStrong(suspicion) ? 60_000 : TRIAL);

/** A suspect that runs, in whatever context. */
export interface OnTrial {
  suspicion: Suspicion;
  /** When it was begun, epoch milliseconds. */
  since: number;
}

/** How long ago; a time to come was written before the clock was set back, and is long ago. */
export const elapsed = (since: number, now: number): number =>
  since > now ? Number.POSITIVE_INFINITY : now - since;

/** Until when a suspect that has begun has its context to itself; `undefined`: no more. */
export function triedUntil({ since }: OnTrial, now: number): number | undefined {
  return elapsed(since, now) < TRIAL ? since + TRIAL : undefined;
}

/**
 * Whether this suspect may be begun while those run: never two at once, wherever they run, since contexts share processes;
 * and of two strong ones the second waits for the end of the first, or an innocent job could be ended by the same one again
 * and again.
 */
export function mayBeTried(suspicion: Suspicion, running: readonly OnTrial[], now: number): boolean {
  return running.every(
    (other) => triedUntil(other, now) === undefined && !(isStrong(suspicion) && isStrong(other.suspicion)),
  );
}
