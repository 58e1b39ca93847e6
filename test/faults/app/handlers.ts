import {
  type AnyJobHandler,
  FatalJobError,
  HoldError,
  handle,
  type JobContext,
  RetryLater,
} from "../../../src/index.ts";
import {
  guarded,
  inLine,
  member,
  metered,
  online,
  paired,
  plain,
  rather,
  single,
  steps,
  type WorkArgs,
  windowOnly,
  work,
} from "./jobs.ts";
import { LEDGER_PATIENCE, type Note } from "./notes.ts";

/** Resolves when the ledger has it. */
async function note(line: Note): Promise<void> {
  const signal = AbortSignal.timeout(LEDGER_PATIENCE);
  const response = await fetch("/ledger", { method: "POST", body: JSON.stringify(line), signal });
  if (!response.ok) throw new Error(`The ledger answered ${response.status}.`);
}

let runs = 0;
const context = Math.random().toString(36).slice(2, 8);
const pause = (delay: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delay));

/** Once: whoever does the job again finds it there. */
async function addMember({ id, batchId, client }: JobContext<unknown>): Promise<void> {
  const options = { id: `${id}-added` };
  try {
    await client.batches.add(batchId!, (batch) => void batch.enqueue(member, { how: "plain" }, options));
  } catch (error) {
    // It is there already, or the batch was cancelled meanwhile.
    if (!["job-conflict", "batch-ended"].includes((error as { code?: string }).code ?? "")) throw error;
  }
}

/** @param where names the kind of this context in the ledger */
export function handlersOf(where: string): AnyJobHandler[] {
  /** Tells the ledger that a handler was called, and that it has done what it was called for. */
  const told = async (
    { id: job, attempt }: JobContext<unknown>,
    perform: (run: string) => Promise<unknown>,
  ): Promise<unknown> => {
    const run = `${context}-${runs++}`;
    await note({ type: "begin", job, attempt, run, where });
    const result = await perform(run);
    await note({ type: "end", job, attempt, run, where });
    return result;
  };
  const perform = (args: WorkArgs, job: JobContext<WorkArgs>): Promise<unknown> =>
    told(job, async () => {
      if (args.takes !== undefined) await pause(args.takes);
      if (job.attempt <= (args.failures ?? 0)) throw new Error(`Attempt ${job.attempt} was told to fail.`);
      switch (args.how) {
        case "fatal":
          throw new FatalJobError("It was told to fail for good.");
        case "later":
          if (job.attempt === 1) throw new RetryLater("200ms");
          return "later";
        case "hold":
          if (Math.random() < 0.2) throw new HoldError("auth");
          return "held";
        case "large":
          return "r".repeat(20_000);
        case "nested":
          job.progress(0.5, "half");
          job.log("info", "enqueues another", { attempt: job.attempt });
          return job.client.enqueue(work, { how: "plain" }, { id: `${job.id}-inner` });
        default:
          return job.attempt;
      }
    });
  return [
    ...[work, plain, single, online, guarded, windowOnly, paired, inLine, metered, rather].map((definition) =>
      handle(definition, perform),
    ),
    handle(member, (args, job) =>
      told(job, async () => {
        if (args.adds) await addMember(job);
        if (args.takes !== undefined) await pause(args.takes);
        if (args.how === "fatal") throw new FatalJobError("It was told to fail for good.");
        return job.attempt;
      }),
    ),
    handle(steps, (args, job) =>
      told(job, async (run) => {
        for (let nth = 0; nth < args.steps; nth++) {
          const step = `step ${nth}`;
          let performed = false;
          await job.step(step, async () => {
            performed = true;
            await note({ type: "performed", job: job.id, step, run });
            return nth;
          });
          if (performed) await note({ type: "stored", job: job.id, step, run });
          if (nth === 0 && args.sleep !== undefined) await job.sleep("rest", args.sleep);
        }
        return args.steps;
      }),
    ),
  ];
}
