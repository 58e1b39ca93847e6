import type { Clock } from "../platform/clock.ts";
import { clockJump } from "../recurring/firing.ts";

/** Notices when the clock has been set while this context lived. */
export class ClockWatch {
  readonly #clock: Clock;
  #now: number;
  #elapsed: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now = clock.now();
    this.#elapsed = clock.elapsed();
  }

  /** Milliseconds by which the clock was set since the last look; `undefined`: it went on as it should. */
  look(): number | undefined {
    const jump = this.peek();
    this.#now = this.#clock.now();
    this.#elapsed = this.#clock.elapsed();
    return jump;
  }

  /** The same without having looked: whoever looks next is told too. */
  peek(): number | undefined {
    const now = this.#clock.now();
    const passed = this.#clock.elapsed() - this.#elapsed;
    return clockJump(this.#now, now, passed) === "none" ? undefined : Math.round(now - this.#now - passed);
  }
}
