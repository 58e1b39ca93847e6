import type { ErrorInfo } from "../errors/error-info.ts";
import type { Duration } from "../time/duration.ts";
import type { Preferences, Requirements } from "./constraints.ts";
import { definedOnly } from "./defined-only.ts";
import type { CreationHooks, FilterHooks } from "./filter.ts";
import type { ConcurrencyOptions, RateLimitOptions } from "./limit-options.ts";
import type { JobMeta } from "./meta.ts";
import { expectName } from "./names.ts";
import { checkOptions, DEFINITION_OPTIONS } from "./options.ts";

declare const types: unique symbol;

/** How failed attempts are repeated. */
export interface RetryOptions {
  /** Attempts after the first. Default 10; 0 means none. */
  attempts?: number;
  /**
   * Wait before the n-th retry. `'exponential'` (default) is Hangfire's formula,
   * `round((n - 1)^4 + 15 + r·n)` seconds, r a random integer 0 to 29; a duration is the same wait each time; of a
   * list, the last value repeats; a function gets the number of the attempt that failed (1-based) and its error, and
   * is possible in a definition only, since functions can't be stored.
   */
  delay?: "exponential" | Duration | readonly Duration[] | ((attempt: number, error: ErrorInfo) => Duration);
  /** Up to this much is added at random to each wait that isn't `'exponential'`. Default 0. */
  jitter?: Duration;
  /** Which errors are worth another attempt; any when absent. In a definition only. */
  on?: (error: unknown) => boolean;
  /** What becomes of the job when its attempts are spent: `'fail'` (default) keeps it visible, `'delete'` deletes it. */
  exhausted?: "fail" | "delete";
}

/** How long a job stays after it has ended, by how it ended. */
export interface KeepOptions {
  /** Default 1 day. */
  succeeded?: Duration;
  /** Default 1 day. */
  deleted?: Duration;
  /** Default 30 days. */
  failed?: Duration;
}

/** At most one job of a name with a key, for a while. Checked in the transaction that stores the job. */
export interface UniqueOptions<Args = unknown> {
  /** What makes two jobs of the name the same: a text, or one made of the arguments. */
  key: string | ((args: Args) => string);
  /** Until it has ended (`'unfinished'`, default), until it is begun (`'enqueued'`), or for this long. */
  while?: "enqueued" | "unfinished" | Duration;
  /**
   * If one stands: `'keep'` (default) answers its id and stores nothing; `'replace'` deletes it and stores the new one,
   * which with a delay is a debounce; `'reject'` throws `JobConflictError`.
   */
  onConflict?: "keep" | "replace" | "reject";
}

/**
 * Options of a definition and of each call; a call's override the definition's: `retry`, `keep` and `meta` part by part,
 * all others as a whole.
 */
export interface JobOptions<Args = unknown> {
  /** Named lane, `[a-z0-9_-]+`. Default `'default'`. */
  queue?: string;
  /** Higher first, within a queue. Any integer from -1,000,000 to 1,000,000. Default 0. */
  priority?: number;
  /** `false`: never repeated. */
  retry?: RetryOptions | false;
  /** One attempt's limit. Default none. */
  timeout?: Duration;
  /**
   * What must be the case when it begins: until then it waits, and `waitingFor` says for what. Default: nothing.
   *
   * @example requires: { network: 'online', charging: true }
   */
  requires?: Requirements;
  /**
   * What it is better to wait for, but not for ever.
   *
   * @example prefers: { network: 'unmetered', charging: true, within: '8h' }
   */
  prefers?: Preferences;
  /** Defaults: succeeded 1 day, deleted 1 day, failed 30 days. */
  keep?: KeepOptions;
  /** Words to find the job by. */
  tags?: readonly string[];
  /** At most one such job at a time. */
  unique?: UniqueOptions<Args>;
  /** At most so many at a time. One that must wait says so (`waitingFor`) and holds no worker. */
  concurrency?: ConcurrencyOptions<Args>;
  /** At most so many starts in a span of time. */
  rateLimit?: RateLimitOptions<Args>;
  /**
   * Name of a hold: while `jobs.hold(name)` stands, the job waits. A handler that throws `HoldError` places it, for
   * example when a sign-in has expired.
   */
  hold?: string;
  /** Travels with the job, as `job.meta` and `context.meta`: what JSON can say, at most 4,096 characters of it. A call's adds to the definition's. */
  meta?: JobMeta;
}

/** Which jobs a filter is asked about, and in which turn. */
export interface FilterScope {
  /** How reasons and errors name it. */
  name?: string;
  /** The lower, the further out. Default 0. At the same order: those of the client or server, of the definition, of the handler, of the call. */
  order?: number;
  /** Only jobs of these queues. */
  queues?: readonly string[];
  /** Only these jobs: definitions or their names. */
  jobs?: readonly (string | { readonly name: string })[];
}

// biome-ignore lint/suspicious/noExplicitAny: a filter may be asked about calls of many jobs
type AnyOptions = EnqueueOptions<any>;

/** A filter that was given with a call: its creation is all that the call can see. */
export interface CreationFilter<Args = unknown> extends FilterScope, CreationHooks<Args, AnyOptions> {}

/**
 * Steps into the life of jobs: around their creation, around their runs, and into each change of their state.
 *
 * @example
 * const culture: JobFilter = {
 *   onCreating(context) { context.meta.language ??= navigator.language; },
 * };
 */
export interface JobFilter<Args = unknown> extends FilterScope, FilterHooks<Args, AnyOptions> {
  /** Stores of the app's own database into which {@link FilterHooks.onStateApplied} writes. */
  stores?: readonly string[];
}

/** Where a job's handler may run. */
export type Place = "service-worker" | "window" | "worker";

/** Options a definition has beside those of a call. */
export interface DefinitionOptions<Args> extends JobOptions<Args> {
  /** The job's title for people. Default: its name. */
  displayName?: string | ((args: Args) => string);
  /**
   * Properties that are masked wherever a person looks: in the dashboard (arguments, result, steps), in the data of log
   * lines, in exports. A name counts at any depth; a path (`card.number`) is the end of the way to the property. The
   * handler and `client.get` see everything.
   */
  redact?: readonly string[];
  /** Where its handler may run. Default: wherever there is one. */
  runsIn?: Place;
  /**
   * Counts up when the arguments change their shape. A job waits for a handler of at least its own version; one that
   * was enqueued by an older version has its arguments migrated before it runs. Default 0.
   */
  version?: number;
  /** Makes this version's arguments of those that `fromVersion` enqueued. */
  migrate?: (args: unknown, fromVersion: number) => Args;
  /**
   * Former names, the first it had in front: jobs that were enqueued under them are run by this definition's handler, share
   * its unique keys, and its limits also where these have no key.
   */
  aliases?: readonly string[];
  /** The job fails after this many interrupted attempts (its context died). Default 5. */
  maxInterruptions?: number;
  /** Asked about jobs of this definition, in every context that knows it. */
  filters?: readonly JobFilter<NoInfer<Args>>[];
}

/** Options of one enqueue. */
export interface EnqueueOptions<Args = never> extends JobOptions<Args> {
  /** The job's title for people. */
  displayName?: string;
  /**
   * The job's own id, 1 to 128 printable characters. Enqueueing an id that exists answers that id and changes
   * nothing, so that a repeated call is harmless.
   */
  id?: string;
  /** Asked about this call. */
  filters?: readonly CreationFilter<Args>[];
}

/**
 * A job's name with its types and defaults; plain and frozen, shared by the page that enqueues and the worker that
 * runs. Made by {@link defineJob}.
 */
export interface JobDefinition<Args = void, Result = void> extends Readonly<DefinitionOptions<Args>> {
  readonly name: string;
  readonly queue: string;
  readonly priority: number;
  /** Carries the types; never present at run time. */
  readonly [types]?: { args: (args: Args) => Args; result: (result: Result) => Result };
}

/** Any definition, where the types don't matter. */
// biome-ignore lint/suspicious/noExplicitAny: both parameters are invariant, so no concrete pair would do
export type AnyJobDefinition = JobDefinition<any, any>;

/**
 * Declares a job.
 *
 * @param name unique, `[A-Za-z0-9][A-Za-z0-9._:/-]*`, at most 100 characters; it is stored with every job
 * @param defaults options of every such job; a call may override them. What lies in them (`retry`, `concurrency`) is checked
 *   now and not copied: give each definition its own, and leave it as it is
 * @throws InvalidJobError a bad name or option
 * @example
 * export const sendWelcome = defineJob<{ userName: string }>('send-welcome', { queue: 'mail', timeout: '2m' });
 */
export function defineJob<Args = void, Result = void>(
  name: string,
  defaults: DefinitionOptions<Args> = {},
): JobDefinition<Args, Result> {
  expectName(name);
  checkOptions(`defineJob('${name}')`, defaults, DEFINITION_OPTIONS);
  return Object.freeze({ queue: "default", priority: 0, ...definedOnly(defaults), name });
}
