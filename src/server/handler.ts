import type { BatchCounts } from "../batch/batch-info.ts";
import type { JobClient } from "../client/api/client-api.ts";
import type { ErrorInfo } from "../errors/error-info.ts";
import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import type { JobDefinition, JobFilter } from "../job/definition.ts";
import type { FilterItems } from "../job/filter.ts";
import { expectFilters } from "../job/filter-options.ts";
import type { JobId } from "../job/job.ts";
import type { LogLevel } from "../job/log.ts";
import type { JobMeta } from "../job/meta.ts";
import type { JobState } from "../job/state.ts";
import type { Duration } from "../time/duration.ts";

/** A continuation's parent, as it has ended. */
export interface ParentOutcome<Result = unknown> {
  id: string;
  /** The job's or batch's name; absent when its keep time is over and it is gone. */
  name?: string;
  /** `deleted` also for one that is gone. */
  state: JobState;
  /** What its handler answered, if it succeeded. */
  result?: Result;
  /** It succeeded, but the storage was full and what it answered was not kept. */
  shed?: true;
  /** Its last error, if it failed. */
  error?: ErrorInfo;
  /** Of a batch: how many of its members ended how. */
  counts?: BatchCounts;
}

/** What a handler gets beside its arguments. */
export interface JobContext<Args = unknown> {
  readonly id: string;
  /** What the handler gets as its first parameter. */
  readonly args: Args;
  readonly name: string;
  readonly queue: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** What travels with the job beside its arguments; `{}` when nothing does. */
  readonly meta: JobMeta;
  /** Shared with the filters of this run. */
  readonly items: FilterItems;
  /**
   * Aborts when the attempt is over for another reason than the handler's own: its timeout, the job's deletion, a lost
   * lease, a shutdown. Its `reason` is the error that says which. Give it to `fetch` and the like.
   */
  readonly signal: AbortSignal;
  /**
   * Aborts shortly before the run ends, a few seconds before `deadline` or when the server is being stopped: time to
   * `checkpoint` and `yield()`, which costs nothing. Who goes on is cut off by `signal`, and done again.
   *
   * @example if (context.ending.aborted) { await context.checkpoint(page); await context.yield(); }
   */
  readonly ending: AbortSignal;
  /** When the job was due, epoch milliseconds; `undefined` for one that was to run at once. */
  readonly scheduledFor: number | undefined;
  readonly recurringId: string | undefined;
  /** The batch it is a member of; `context.client.batches.add(batchId, …)` adds to it. */
  readonly batchId: string | undefined;
  /** The user the job belongs to; `undefined`: nobody's. Send with this one's token, not with whoever's is there. */
  readonly owner: string | undefined;
  /** The (first) parent, for a continuation. */
  readonly parent: ParentOutcome | undefined;
  /** All parents, in the order they were given. */
  readonly parents: readonly ParentOutcome[];
  /**
   * Of `parents`, those of a definition, or the one with an id, with the type of its result.
   *
   * @example const [resized] = context.parentsOf(resize);
   */
  // biome-ignore lint/suspicious/noExplicitAny: a definition is invariant in its arguments, which play no part here
  parentsOf<Of>(of: JobDefinition<any, Of> | JobId<any, Of>): readonly ParentOutcome<Of>[];
  /** Epoch milliseconds by which the browser may end this run, where it is known. */
  readonly deadline: number | undefined;
  /** Enqueues more jobs; they carry this job's id as `createdBy`. What it waits for (`result`) ends when `signal` aborts. */
  readonly client: JobClient;
  /**
   * Writes a line to the job's log, kept with the job: at most 200 a run, of the last 20 runs. `data` is copied; a
   * message is cut at 4,000 characters, data of more than 10 KB is left out.
   */
  log(level: LogLevel, message: string, data?: unknown): void;
  /**
   * A durable step: what `perform` answers is stored before `step` resolves, and is answered again, without performing,
   * when the job goes on after an interruption or a retry. Steps must come in the same order each time. Once `signal` has
   * aborted, no step is begun: it rejects with the signal's reason.
   *
   * @example const token = await context.step('sign in', () => signIn(args.user));
   */
  step<T>(name: string, perform: () => T | Promise<T>): Promise<T>;
  /** A durable sleep: the job leaves the worker, is `scheduled`, and goes on from here. No attempt is spent. */
  sleep(name: string, duration: Duration): Promise<void>;
  /** Stores a value that {@link JobContext.saved} has after an interruption or a retry; each one replaces the last. */
  checkpoint(value: unknown): Promise<void>;
  /** The last checkpoint; `undefined` before the first. */
  readonly saved: unknown;
  /** Hands the job back, to go on in a later run with its steps and checkpoint. No attempt is spent. Never resolves. */
  yield(): Promise<never>;
  /** Says how far it is, 0 to 1. Written at most a few times a second, seen by every context. */
  progress(fraction: number, message?: string): void;
}

/** A job's work. What it answers is stored as the result; what it throws is an attempt that failed. */
export type HandlerFunction<Args, Result> = (
  args: Args,
  context: JobContext<Args>,
) => Result | Promise<Result>;

/** A definition with the function that does its work. */
export interface JobHandler<Args = unknown, Result = unknown> {
  readonly definition: JobDefinition<Args, Result>;
  readonly perform: HandlerFunction<Args, Result>;
  /** Asked about the runs of this handler, and about changes of its jobs' states in its server. */
  readonly filters?: readonly JobFilter<Args>[];
}

export interface HandlerOptions<Args> {
  /** Asked about the runs of this handler, and about changes of its jobs' states in its server. */
  filters?: readonly JobFilter<Args>[];
}

/** Any handler, where the types don't matter. */
// biome-ignore lint/suspicious/noExplicitAny: handlers are invariant in both types, so no concrete pair would do
export type AnyJobHandler = JobHandler<any, any>;

/**
 * Pairs a definition with the function that does its work.
 *
 * @throws InvalidJobError when either is missing
 * @example handle(sendWelcome, async ({ userName }, { signal }) => { await post(userName, { signal }); })
 */
export function handle<Args, Result>(
  definition: JobDefinition<Args, Result>,
  perform: HandlerFunction<Args, Result>,
  options: HandlerOptions<NoInfer<Args>> = {},
): JobHandler<Args, Result> {
  const named = typeof definition === "object" && definition !== null && typeof definition.name === "string";
  expectOption(named, "handle", "definition", definition, "what defineJob answered");
  expectOption(
    typeof perform === "function",
    `handle('${definition.name}')`,
    "function",
    perform,
    "a function",
  );
  const call = `handle('${definition.name}')`;
  expectKnownOptions(call, options, ["filters"]);
  const { filters } = options;
  if (filters !== undefined) expectFilters(call, filters);
  return Object.freeze({ definition, perform, ...(filters ? { filters } : {}) });
}
