import { type ChangeStateInput, changeState } from "../operations/change-state.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";

type StateEvent = ChangeStateInput["event"];

/** Jobs that one transaction changes at most: more would keep others waiting too long. */
const SHARED = 250;

interface Change {
  id: string;
  event: StateEvent;
  resolve: (applied: boolean) => void;
  reject: (error: unknown) => void;
}

/**
 * Puts the changes that calls make at once, without waiting for each other, into shared transactions, those of the same
 * event together: requeueing 10,000 jobs is 40 transactions. Each call still gets its own answer.
 */
export class StateChanges {
  readonly #storage: Storage;
  readonly #clock: Clock;
  #waiting: Change[] = [];
  #working: Promise<void> | undefined;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Whether the job's state allowed it, once that is stored. */
  apply(id: string, event: StateEvent): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, event, resolve, reject });
      this.#working ??= this.#applyAll();
    });
  }

  /** Resolves when nothing is on its way any more. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #applyAll(): Promise<void> {
    // To the end of the caller's turn: what it asks for in a row belongs together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#applySome();
    this.#working = undefined;
  }

  async #applySome(): Promise<void> {
    const batch = this.#next();
    const { event } = batch[0]!;
    try {
      const ids = batch.map(({ id }) => id);
      const applied = await this.#storage.run(changeState, { now: this.#clock.now(), ids, event });
      for (const [i, { resolve }] of batch.entries()) resolve(applied[i] ?? false);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** From the front, as long as the event is the same: the order of the calls stays the order of the changes. */
  #next(): Change[] {
    const key = JSON.stringify(this.#waiting[0]?.event);
    const other = this.#waiting.findIndex(({ event }) => JSON.stringify(event) !== key);
    return this.#waiting.splice(0, Math.min(other < 0 ? this.#waiting.length : other, SHARED));
  }
}
