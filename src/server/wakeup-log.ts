import { recordWakeup } from "../operations/record-wakeup.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";

/** Wake-ups that come often are recorded at most this often, milliseconds; the rare ones each time. */
const INTERVAL = 10_000;
const OFTEN: ReadonlySet<string> = new Set(["enqueue", "change", "alarm", "timer", "fetch", "visible"]);

/** Writes down which wake-ups came and what they brought, without a write for each of the frequent ones. */
export class WakeupLog {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #server: () => string;
  readonly #written = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  constructor(storage: Storage, clock: Clock, server: () => string) {
    this.#storage = storage;
    this.#clock = clock;
    this.#server = server;
  }

  /** A wake-up is over: the loop is at rest again. */
  note(source: string, at: number, jobs: number): void {
    const count = (this.#counts.get(source) ?? 0) + 1;
    this.#counts.set(source, count);
    const last = this.#written.get(source);
    if (OFTEN.has(source) && last !== undefined && this.#clock.now() - last < INTERVAL) return;
    this.#written.set(source, this.#clock.now());
    this.#counts.delete(source);
    // A record of what was, not of what is to be done: one that fails is made good by the next.
    this.#storage.run(recordWakeup, { source, at, count, jobs, server: this.#server() }).catch(() => {});
  }
}
