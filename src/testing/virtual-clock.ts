import type { Clock } from "../platform/clock.ts";

interface Timer {
  at: number;
  order: number;
  run: () => void;
}

/** A clock that stands still until it is moved; timers run in the order of their times. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #elapsed = 0;
  readonly #timers = new Set<Timer>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimer(delay: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delay), order: this.#order++, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** The time of the next timer; Infinity when there is none. */
  get next(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.#timers].map((timer) => timer.at));
  }

  /** Moves to a time and runs the timers that are due by then, those of the same moment together. */
  moveTo(time: number): void {
    this.#elapsed += Math.max(0, time - this.#now);
    this.#now = time;
    const due = [...this.#timers].filter((timer) => timer.at <= time);
    due.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const timer of due) {
      if (this.#timers.delete(timer)) timer.run();
    }
  }

  /** Sets the clock as a person would, timers untouched: they count their delay, not the date. */
  set(time: number): void {
    const shift = time - this.#now;
    this.#now = time;
    for (const timer of this.#timers) timer.at += shift;
  }
}
