import { expectKnownOptions } from "../errors/expect-option.ts";
import type { EnqueueOptions } from "../job/definition.ts";
import type { JobProgress } from "../job/job.ts";
import type { LogLevel } from "../job/log.ts";
import { handle, type JobContext, type JobHandler } from "../server/handler.ts";
import type { JobRun, RunJobOptions } from "./job-run.ts";
import { jobsOf } from "./jobs-of.ts";
import type { TestRuntime, TestRuntimeOptions } from "./test-runtime.ts";

/**
 * Runs one attempt of one handler and nothing else. Storage, steps and the job's client are the real ones; what the
 * handler enqueues is listed and not run. The virtual clock stands still meanwhile.
 *
 * @throws Error when the job can't run as it is: its constraints, a hold, no such attempt
 */
export async function runAlone<Args, Result>(
  createRuntime: (options: TestRuntimeOptions) => TestRuntime,
  handler: JobHandler<Args, Result>,
  args: Args,
  options: RunJobOptions = {},
): Promise<JobRun<Args, Result>> {
  expectKnownOptions("runJob", options, "attempt steps saved parents deadline signal job".split(" "));
  const { attempt = 1 } = options;
  const seen: Seen = { progress: [], logs: [], steps: {}, saved: options.saved };
  let error: unknown;
  let begun = false;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const watched = handle(handler.definition, async (given: Args, context) => {
    if (context.attempt < attempt) throw new Error(`runJob was asked for attempt ${attempt}.`);
    begun = true;
    // Stopped at once, so that the server commits how this attempt ends and takes nothing after it.
    const stop = (): void => void runtime.server.stop().then(end, end);
    context.signal.addEventListener("abort", stop, { once: true });
    try {
      return await handler.perform(given, observed(context, options, seen));
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      stop();
    }
  });
  const { runsIn } = handler.definition;
  const kind = runsIn === "worker" ? "dedicated-worker" : runsIn;
  await using runtime = createRuntime({ handlers: [watched], workers: 1, ...(kind ? { kind } : {}) });
  const [id = ""] = await runtime.jobs.enqueueMany([
    {
      job: handler.definition,
      args,
      ...(options.job ? { options: options.job as EnqueueOptions<Args> } : {}),
    },
  ]);
  await runtime.settle();
  while (!begun) await nextAttempt(runtime, id);
  await ended;
  const stored = (await runtime.jobs.get<Args, Result>(id))!;
  // Nobody is awake because the one server was stopped, which is no fact about the job.
  const job = { ...stored, waitingFor: stored.waitingFor.filter(({ kind }) => kind !== "no-wakeup") };
  const all = await jobsOf(runtime.jobs);
  const enqueued = all.filter(({ createdBy }) => createdBy === id);
  return { ...seen, state: job.state, result: job.result, error, enqueued, job };
}

interface Seen {
  progress: JobProgress[];
  logs: { level: LogLevel; message: string; data?: unknown }[];
  steps: Record<string, unknown>;
  saved: unknown;
}

/** The real context, written down, with what the test has said it should find. */
function observed<Args>(context: JobContext<Args>, options: RunJobOptions, seen: Seen): JobContext<Args> {
  const { steps = {}, parents, deadline } = options;
  const signal = options.signal ? AbortSignal.any([context.signal, options.signal]) : context.signal;
  const over: Partial<JobContext<Args>> = {
    signal,
    ...(deadline === undefined ? {} : { deadline }),
    ...(parents === undefined ? {} : { parents, parent: parents[0] }),
    progress(fraction, message) {
      context.progress(fraction, message);
      seen.progress.push(message === undefined ? { fraction } : { fraction, message });
    },
    log(level, message, data) {
      context.log(level, message, data);
      seen.logs.push(data === undefined ? { level, message } : { level, message, data });
    },
    async step<T>(name: string, perform: () => T | Promise<T>): Promise<T> {
      const known = Object.hasOwn(steps, name);
      const value = known ? (steps[name] as T) : await context.step(name, perform);
      seen.steps[name] = value;
      return value;
    },
    async checkpoint(value) {
      await context.checkpoint(value);
      seen.saved = value;
    },
    get saved() {
      return seen.saved;
    },
  };
  // What isn't bent here, and what later versions add, is the real context's own.
  return Object.create(context, Object.getOwnPropertyDescriptors(over)) as JobContext<Args>;
}

async function nextAttempt(runtime: TestRuntime, id: string): Promise<void> {
  const job = (await runtime.jobs.get(id))!;
  if (job.state !== "scheduled" || job.scheduledFor === undefined) {
    const why = job.waitingFor.map(({ detail }) => detail).join(" ") || job.error?.message;
    throw new Error(
      `runJob('${job.name}'): it did not run; it is ${job.state}${why === undefined ? "." : `: ${why}`}`,
    );
  }
  await runtime.advance(Math.max(0, job.scheduledFor - runtime.now()));
}
