import type { Clock } from "../../platform/clock.ts";

/** A worker that was woken listens, and is woken again after this long for what it may have missed, milliseconds. */
const AWAKE = 100;

/**
 * Wakes the worker for what this page commits: for the first at once, for what follows soon after together. A message to a
 * service worker costs both sides half a millisecond (measured), and one that lives hears of commits anyway.
 */
export class EnqueueWakes {
  readonly #wake: () => void;
  readonly #clock: Clock;
  #isAwake = false;
  #again = false;
  #stopTimer = (): void => {};

  constructor(wake: () => void, clock: Clock) {
    this.#wake = wake;
    this.#clock = clock;
  }

  /** Something to run is being committed, or has been. */
  ask(): void {
    this.#again = this.#isAwake;
    if (this.#isAwake) return;
    this.#isAwake = true;
    this.#wake();
    this.#stopTimer = this.#clock.setTimer(AWAKE, () => {
      this.#isAwake = false;
      if (this.#again) this.ask();
    });
  }

  /** Says at once what it would have said later. */
  end(): void {
    this.#stopTimer();
    if (this.#again) this.#wake();
    this.#again = false;
  }
}
