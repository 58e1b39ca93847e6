import type { Clock } from "../src/platform/clock.ts";

/**
 * One event's share of the worker's life, milliseconds. Measured: Chromium kills the whole worker when one event takes
 * 300 s, Firefox when it takes 60 s; WebKit 10 s after the last page is closed. Events are therefore kept short and
 * renewed; see docs/wake-ups.md.
 */
const SHARE = 25_000;
/** No browser lets an event live longer than this with certainty; jobs that still run are given back before. */
const LONGEST_CHROMIUM = 240_000;
const LONGEST_ELSEWHERE = 50_000;

/** Knows how long the browser will let the worker go on. */
export class Lifetime {
  readonly #clock: Clock;
  readonly #longest: number;
  #shareEnds = 0;
  #ends = 0;

  constructor(clock: Clock, isChromium: boolean) {
    this.#clock = clock;
    this.#longest = isChromium ? LONGEST_CHROMIUM : LONGEST_ELSEWHERE;
  }

  now(): number {
    return this.#clock.now();
  }

  /** An event has begun: there is time again. */
  renew(): void {
    const now = this.#clock.now();
    this.#shareEnds = now + SHARE;
    this.#ends = now + this.#longest;
  }

  /** New jobs may be begun until then. */
  get claimUntil(): number {
    return this.#shareEnds;
  }

  /** By then the browser may have ended everything. */
  get deadline(): number {
    return this.#ends;
  }

  /** Resolves when an event that began now has had its share. */
  shareOver(): { over: Promise<void>; stop: () => void } {
    return this.#timer(SHARE);
  }

  /** Resolves when an event that began now must end, whatever still runs. */
  mustEnd(): { over: Promise<void>; stop: () => void } {
    return this.#timer(this.#longest);
  }

  #timer(delay: number): { over: Promise<void>; stop: () => void } {
    let stop = (): void => {};
    const over = new Promise<void>((resolve) => {
      stop = this.#clock.setTimer(delay, resolve);
    });
    return { over, stop };
  }
}
