import type { Clock } from "../platform/clock.ts";

/** A sleeping device stops timers: the clock is read again at least this often while something is due later. */
const LONGEST = 60_000;

/** One timer for the next due time; reads the clock on the way, and holds nothing while nothing is due. */
export class DueTimer {
  readonly #clock: Clock;
  readonly #next: () => number;
  readonly #clockWasSet: () => boolean;
  readonly #due: () => void;
  #stop: (() => void) | undefined;

  constructor(clock: Clock, parts: { next: () => number; clockWasSet: () => boolean; due: () => void }) {
    this.#clock = clock;
    this.#next = parts.next;
    this.#clockWasSet = parts.clockWasSet;
    this.#due = parts.due;
  }

  set(): void {
    this.stop();
    const next = this.#next();
    if (!Number.isFinite(next)) return;
    const delay = Math.min(Math.max(0, next - this.#clock.now()), LONGEST);
    this.#stop = this.#clock.setTimer(delay, () => {
      const early = this.#next() > this.#clock.now() && !this.#clockWasSet();
      if (early) this.set();
      else this.#due();
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
