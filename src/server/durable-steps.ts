import { InvalidJobError } from "../errors/call-errors.ts";
import { expectOption } from "../errors/expect-option.ts";
import { LeaseLostError, StepOrderError } from "../errors/job-errors.ts";
import { isSameValue } from "../job/same-value.ts";
import { storable } from "../job/storable.ts";
import type { ClaimedJob } from "../operations/claim/take.ts";
import { type Attached, readAttached } from "../operations/reads/read-attached.ts";
import { type PayloadRow, savedKey, stepKey } from "../operations/tables.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import type { Notebook } from "./notebook.ts";

/**
 * What is stored of a step: its name, to notice a changed order, and what came of it; for people, which attempt did it
 * and when it was done.
 */
type StoredStep = ({ name: string; value: unknown } | { name: string; until: number }) & {
  attempt?: number;
  at?: number;
};

export interface StepParts {
  claimed: ClaimedJob;
  signal: AbortSignal;
  storage: Storage;
  notebook: Notebook;
  clock: Clock;
  /** Ends the attempt: the job goes on in a later one, at `until` at the earliest, and no attempt is spent. */
  release: (reason: string, until?: number) => Promise<never>;
}

/** The durable side of a handler's context: steps, sleeps and the checkpoint. */
export interface DurableSteps {
  step<T>(name: string, perform: () => T | Promise<T>): Promise<T>;
  sleep(name: string, duration: Duration): Promise<void>;
  checkpoint(value: unknown): Promise<void>;
  readonly saved: unknown;
  /** Runs before this one that have written to the log. */
  readonly runs: number;
}

/** Reads what earlier attempts have stored, and goes on from there. */
export async function durableSteps({
  claimed,
  signal,
  storage,
  notebook,
  clock,
  release,
}: StepParts): Promise<DurableSteps> {
  const { job, token } = claimed;
  const none: Attached = { steps: [], saved: undefined, runs: 0 };
  const attached = job.attached ? await storage.run(readAttached, { id: job.id }) : none;
  // By number, not by position: of steps begun side by side a later one may have been stored before an earlier.
  const steps = new Map(attached.steps as [number, StoredStep][]);
  const done = (): { attempt: number; at: number } => ({ attempt: job.attempts + 1, at: clock.now() });
  let saved: unknown = attached.saved;
  let next = 0;

  const take = (call: string, name: string): { index: number; known: StoredStep | undefined } => {
    expectOption(typeof name === "string" && name !== "", call, "name", name, "a text");
    // An attempt that has been ended goes no further: what it would do next is another's to do, and could not be stored.
    signal.throwIfAborted();
    const index = next++;
    const known = steps.get(index);
    if (known && known.name !== name) {
      throw new StepOrderError(
        `'${job.name}' was interrupted after a step '${known.name}', but its handler now begins step ${index + 1} as '${name}'. Steps must come in the same order in every version while jobs are under way. Give the changed job a new name, or delete this one and enqueue it anew.`,
        { details: { step: index + 1, stored: known.name, given: name } },
      );
    }
    return { index, known };
  };
  const write = async (row: PayloadRow): Promise<void> => {
    signal.throwIfAborted();
    if (await notebook.writeRow(job.id, token, row)) return;
    throw new LeaseLostError(`'${job.name}' no longer holds its lease; the step was not stored.`);
  };

  return {
    async step(name, perform) {
      const { index, known } = take("context.step", name);
      if (known) return ("value" in known ? known.value : undefined) as Awaited<ReturnType<typeof perform>>;
      const value = await perform();
      const stored: StoredStep = { name, value: copyOf(`context.step('${name}')`, value), ...done() };
      await write({ id: stepKey(job.id, index), value: stored });
      return value;
    },
    async sleep(name, duration) {
      const { index, known } = take("context.sleep", name);
      const until =
        known && "until" in known
          ? known.until
          : clock.now() + milliseconds(duration, `context.sleep('${name}')`);
      if (until <= clock.now()) return;
      if (!known)
        await write({ id: stepKey(job.id, index), value: { name, until, ...done() } satisfies StoredStep });
      await release(`Sleeping: ${name}.`, until);
    },
    async checkpoint(value) {
      const copy = copyOf("context.checkpoint", value);
      // What says the same again is no sign that the job gets on: one that ends its context there would never be stopped.
      if (saved !== undefined && isSameValue(saved, copy)) return;
      await write({ id: savedKey(job.id), value: copy });
      saved = copy;
    },
    get saved() {
      return saved;
    },
    runs: attached.runs,
  };
}

function copyOf(call: string, value: unknown): unknown {
  const copy = storable(value, structuredClone);
  if (copy.ok) return copy.value;
  throw new InvalidJobError(`${call}: value${copy.path} can't be stored: it is ${copy.what}.`, {
    details: { path: copy.path },
  });
}
