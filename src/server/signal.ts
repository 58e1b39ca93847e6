import type { Clock } from "../platform/clock.ts";

/** Wakes the one who waits; a signal that comes before the wait isn't lost. */
export class Signal {
  readonly #clock: Clock;
  #fired = false;
  #resume: (() => void) | undefined;
  #endSleep = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  fire(): void {
    this.#fired = true;
    this.#resume?.();
  }

  /** Waits for the next signal, at most `patience` milliseconds (without: for ever). */
  wait(patience?: number): Promise<"fired" | "late"> {
    if (this.#fired) {
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
      this.#resume = () => {
        this.#fired = false;
        this.#resume = undefined;
        stop?.();
        resolve("fired");
      };
    });
  }

  /** Waits the whole time, whatever is signalled meanwhile; only {@link Signal.end} cuts it short. */
  sleep(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#clock.setTimer(delay, resolve);
      this.#endSleep = () => {
        stop();
        resolve();
      };
    });
  }

  end(): void {
    this.#endSleep();
    this.fire();
  }
}
