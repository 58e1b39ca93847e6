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
    const now = this.#clock.now();
    const elapsed = this.#clock.elapsed();
    const passed = elapsed - this.#elapsed;
    const jump =
      clockJump(this.#now, now, passed) === "none" ? undefined : Math.round(now - this.#now - passed);
    this.#now = now;
    this.#elapsed = elapsed;
    return jump;
  }
}
