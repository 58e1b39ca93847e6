import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { JOB_STATES, type JobState } from "../../job/state.ts";
import { type ChangeStateInput, changeState } from "../../operations/change-state.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Storage } from "../../storage/storage.ts";
import type { ChangeOptions } from "../api/client-api.ts";

/** What is to become of a job, and the states in which it is to. */
export type StateCommand = Pick<ChangeStateInput, "event" | "expected">;

/** @throws InvalidJobError */
export function expectedOf(call: string, options: ChangeOptions): Pick<StateCommand, "expected"> {
  expectKnownOptions(call, options, ["expected"]);
  if (options.expected === undefined) return {};
  const expected = Array.isArray(options.expected) ? options.expected : [options.expected];
  const ok = expected.length > 0 && expected.every((state) => JOB_STATES.includes(state as JobState));
  expectOption(ok, call, "expected", options.expected, `a state or a list of them: ${JOB_STATES.join(", ")}`);
  return { expected: [...new Set(expected as JobState[])] };
}

/** Jobs that one transaction changes at most: more would keep others waiting too long. */
const SHARED = 250;

interface Change {
  id: string;
  command: StateCommand;
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
  apply(id: string, command: StateCommand): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, command, resolve, reject });
      this.#working ??= this.#applyAll();
    });
  }

  async #applyAll(): Promise<void> {
    // To the end of the caller's turn: what it asks for in a row belongs together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#applySome();
    this.#working = undefined;
  }

  async #applySome(): Promise<void> {
    const batch = this.#next();
    try {
      await this.#run(batch);
    } catch (error) {
      // A filter has refused one of them: each gets another chance, alone.
      const refused = batch.length > 1 && (error as { code?: unknown } | null)?.code === "filter";
      if (refused) for (const change of batch) await this.#run([change]).catch(change.reject);
      else for (const { reject } of batch) reject(error);
    }
  }

  async #run(batch: readonly Change[]): Promise<void> {
    const ids = batch.map(({ id }) => id);
    const input = { now: this.#clock.now(), ids, ...batch[0]!.command };
    const applied = await this.#storage.run(changeState, input);
    for (const [i, { resolve }] of batch.entries()) resolve(applied[i] ?? false);
  }

  /** From the front, as long as the event is the same: the order of the calls stays the order of the changes. */
  #next(): Change[] {
    const key = JSON.stringify(this.#waiting[0]?.command);
    const other = this.#waiting.findIndex(({ command }) => JSON.stringify(command) !== key);
    return this.#waiting.splice(0, Math.min(other < 0 ? this.#waiting.length : other, SHARED));
  }
}
