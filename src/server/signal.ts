import type { Clock } from "../platform/clock.ts";

/** Wakes the one who waits; a signal that comes before the wait isn't lost. */
export class Signal {
  readonly #clock: Clock;
  #fired = false;
  #resume: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  fire(): void {
    this.#fired = true;
    this.#resume?.();
  }

  /**
   * Waits for the next signal, at most `patience` milliseconds (without: for ever).
   *
   * @param interruptible `false`: sleeps the whole time, whatever is signalled
   */
  wait(patience?: number, interruptible = true): Promise<"fired" | "late"> {
    if (interruptible && this.#fired) {
      this.#fired = false;
      return Promise.resolve("fired");
    }
    return new Promise((resolve) => {
      const stop =
        patience === undefined
          ? undefined
          : this.#clock.setTimer(patience, () => {
              this.#resume = undefined;
              resolve("late");
            });
      if (!interruptible) return;
      this.#resume = () => {
        this.#fired = false;
        this.#resume = undefined;
        stop?.();
        resolve("fired");
      };
    });
  }
}
