import { wallClock } from "./wall-clock.ts";

/** The only source of "now", and of waiting. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds that never go back, from a beginning of its own: what `now` should have moved by. */
  elapsed(): number;
  /** Calls back once, `delay` milliseconds from now; answers how to call it off. */
  setTimer(delay: number, run: () => void): () => void;
}

/** A time that will be over, and how not to wait for it. */
export function timerOf(clock: Clock, delay: number): { over: Promise<void>; stop: () => void } {
  let stop = (): void => {};
  const over = new Promise<void>((resolve) => {
    stop = clock.setTimer(delay, resolve);
  });
  return { over, stop };
}

/** Longest delay a browser's timer takes: 2^31 - 1 ms; anything longer fires at once in all of them. */
const LONGEST = 2_147_483_647;

export const systemClock: Clock = {
  now: wallClock.now,
  elapsed: () => performance.now(),
  setTimer(delay, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, delay), LONGEST));
    return () => clearTimeout(timer);
  },
};
