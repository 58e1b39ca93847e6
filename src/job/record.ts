import type { ErrorInfo } from "../errors/error-info.ts";
import type { Duration } from "../time/duration.ts";
import { milliseconds } from "../time/duration.ts";
import type { Requirements } from "./constraints.ts";
import { definedOnly } from "./defined-only.ts";
import type { AnyJobDefinition, EnqueueOptions, KeepOptions, Place, RetryOptions } from "./definition.ts";
import type { Shed } from "./event.ts";
import type { JobProgress } from "./job.ts";
import type { Limited } from "./limit.ts";
import { storedLimits } from "./limit-options.ts";
import type { JobMeta } from "./meta.ts";
import { type StoredPreference, storedPreference, storedRequirements } from "./requirements.ts";
import type { ContinuationCondition, HistoryEntry, StoredState } from "./state.ts";
import type { Suspicion } from "./suspicion.ts";

/** Retry rules as they are stored: no functions, milliseconds only. */
export interface StoredRetry {
  /** `custom`: the definition's own function, asked by the server that ran the attempt. */
  delay: "exponential" | "custom" | readonly number[];
  jitter: number;
  exhausted: "fail" | "delete";
}

/** Milliseconds after the end; see docs/storage.md for how expiry is found. */
export interface StoredKeep {
  succeeded: number;
  deleted: number;
  failed: number;
}

/** As it is stored with a job: the key, and for how long it stands. */
export interface StoredUnique {
  /** Within the job's name. */
  key: string;
  /** The name it is within, where the job has had others: the first. */
  of?: string;
  /** `enqueued`: until it is begun. `unfinished`: until it has ended. A number: until then, epoch milliseconds. */
  while: "enqueued" | "unfinished" | number;
}

/** A parent of a continuation, and whether it has ended as the condition wants. */
export interface ParentLink {
  id: string;
  met: boolean;
}

/**
 * A job as it lies in the store: one record that every transition rewrites whole, so that state, place in the queue
 * and history can't disagree.
 */
export interface JobRecord extends Limited {
  id: string;
  name: string;
  queue: string;
  priority: number;
  /** Never `processing`: see {@link StoredState}. */
  state: StoredState;
  /** Order of arrival, counted over the whole store; renewed whenever the job becomes enqueued again. */
  sequence: number;
  /** Absent when it is large: then `payload` is set and the value lies in the payloads table. */
  args?: unknown;
  payload?: true;
  result?: unknown;
  resultPayload?: true;
  /** It has rows of its own in the payloads table: steps, a checkpoint, log lines. */
  attached?: true;
  /** What of the last attempt could not be kept: the storage was full. */
  shed?: readonly Shed[];
  error?: ErrorInfo;
  /** Attempts ended. The one that runs is not among them. */
  attempts: number;
  maxAttempts: number;
  /** Attempts among those that it was granted when its own were spent; absent: none. */
  granted?: number;
  interruptions: number;
  /** Interruptions in a row without a step or a checkpoint stored in between; absent: none. */
  stuck?: number;
  /** Contexts have died over it, and no attempt has come to an end since; absent: none. */
  suspicion?: Suspicion;
  /** Absent: {@link DEFAULT_MAX_INTERRUPTIONS}. What is as usual isn't stored: a record is rewritten at every move. */
  maxInterruptions?: number;
  /** Absent: {@link DEFAULT_RETRY}. */
  retry?: StoredRetry;
  timeout?: number;
  requires?: Requirements;
  prefers?: StoredPreference;
  /** Only what differs from {@link DEFAULT_KEEP}. */
  keep?: Partial<StoredKeep>;
  tags?: readonly string[];
  displayName?: string;
  createdAt: number;
  createdBy?: string;
  owner?: string;
  /** Absent: none. */
  meta?: JobMeta;
  /** Waits while a hold of this name stands. */
  hold?: string;
  runsIn?: Place;
  /** The definition's version when it was enqueued; absent: 0. */
  version?: number;
  scheduledFor?: number;
  /** Begin of the last attempt that ended. */
  startedAt?: number;
  finishedAt?: number;
  progress?: JobProgress;
  history: HistoryEntry[];
  parents?: ParentLink[];
  on?: ContinuationCondition;
  /** Ids of its continuations, in the order they were added. */
  children?: string[];
  /** Milliseconds a continuation waits after its release. */
  releaseDelay?: number;
  recurringId?: string;
  unique?: StoredUnique;
  /** Names or paths of the properties that are masked where a person looks. */
  redact?: readonly string[];
  /**
   * Index: `[lane, -priority, sequence]` while enqueued; of one that stands in line for a limit, its place there first.
   * Where the storage keeps waiting jobs together it adds which row this one was read in: its first job's id and sequence,
   * and how many there were in it.
   */
  ready?: [
    lane: string,
    priority: number,
    sequence: number,
    row?: string,
    rowSequence?: number,
    rowSize?: number,
  ];
  /**
   * Index, in every state but `enqueued`, whose list is `ready`: `[state, the time that orders this state's list,
   * sequence]`; unique, so that pages can go on exactly.
   */
  list?: [StoredState, number, number];
  /** Index, of scheduled jobs with an attempt behind them: `[when they are due, sequence]`. */
  retries?: [number, number];
  /** Index: name and unique key; only while it may stand in another's way. */
  uniqueKey?: string;
  /** Index, of jobs with an id of the app's: what a generated id would sort by. */
  own?: string;
  /** Index, of a batch's members: the batch, and the member's number in it. Never changes. */
  batch?: [string, number];
  /** Index: until when it waits for what it prefers; only while it is enqueued and does. */
  better?: number;
  /** A batch's member that was deleted after it had succeeded: the batch goes on counting the success. */
  was?: "succeeded";
  /** Index: when it is removed, if that is another time than its state's list tells; see place.ts. */
  expires?: number;
}

/** A definition's own function, where functions can't be stored. */
export const A_FUNCTION = "custom";
const DEFAULT_RETRIES = 10;
const DAY = 86_400_000;
export const DEFAULT_MAX_INTERRUPTIONS = 5;
export const DEFAULT_RETRY: StoredRetry = { delay: "exponential", jitter: 0, exhausted: "fail" };
export const DEFAULT_KEEP: StoredKeep = { succeeded: DAY, deleted: DAY, failed: 30 * DAY };

/** The parts of a record that come from a definition and a call's options; both have been checked. */
export type ResolvedOptions = Pick<JobRecord, "name" | "queue" | "priority" | "maxAttempts"> &
  Partial<
    Pick<
      JobRecord,
      | "id"
      | "maxInterruptions"
      | "retry"
      | "keep"
      | "timeout"
      | "requires"
      | "prefers"
      | "tags"
      | "displayName"
      | "redact"
      | "hold"
      | "runsIn"
      | "version"
      | "meta"
      | "limits"
    >
  >;

/** Merges a call's options over its definition's and puts them into stored form. */
export function resolveOptions(
  definition: AnyJobDefinition,
  options: EnqueueOptions,
  args: unknown,
): ResolvedOptions {
  const merged = { ...definition, ...definedOnly(options) };
  const retry =
    merged.retry === false ? { attempts: 0 } : { ...(definition.retry || {}), ...(merged.retry ?? {}) };
  const title = merged.displayName;
  const displayName = typeof title === "function" ? title(args) : title;
  const keep = storedKeep({ ...definition.keep, ...options.keep });
  const meta = definition.meta || options.meta ? { ...definition.meta, ...options.meta } : {};
  const limits = storedLimits(definition, options, args);
  return {
    name: definition.name,
    queue: merged.queue,
    priority: merged.priority,
    maxAttempts: 1 + (retry.attempts ?? DEFAULT_RETRIES),
    ...(definition.maxInterruptions === undefined ? {} : { maxInterruptions: definition.maxInterruptions }),
    ...(definition.retry === undefined && merged.retry === undefined ? {} : { retry: storedRetry(retry) }),
    ...(Object.keys(keep).length === 0 ? {} : { keep }),
    ...(limits.length === 0 ? {} : { limits }),
    ...(merged.hold === undefined ? {} : { hold: merged.hold }),
    ...(Object.keys(meta).length === 0 ? {} : { meta: JSON.parse(JSON.stringify(meta)) as JobMeta }),
    ...(definition.runsIn === undefined ? {} : { runsIn: definition.runsIn }),
    ...(definition.version ? { version: definition.version } : {}),
    ...(options.id === undefined ? {} : { id: options.id }),
    ...(merged.timeout === undefined ? {} : { timeout: milliseconds(merged.timeout) }),
    ...storedRequirements(merged.requires),
    ...storedPreference(merged.prefers, merged.requires),
    ...(merged.tags === undefined || merged.tags.length === 0 ? {} : { tags: [...new Set(merged.tags)] }),
    ...(definition.redact === undefined ? {} : { redact: [...definition.redact] }),
    ...(displayName === undefined || displayName === definition.name
      ? {}
      : { displayName: String(displayName) }),
  };
}

/** What differs from the usual of how long a thing is kept, in milliseconds. */
export function storedKeep(keep: KeepOptions): Partial<StoredKeep> {
  const states = ["succeeded", "deleted", "failed"] as const;
  const given = states.flatMap((state) =>
    keep[state] === undefined ? [] : [[state, milliseconds(keep[state])] as const],
  );
  return Object.fromEntries(given.filter(([state, time]) => time !== DEFAULT_KEEP[state]));
}

function storedRetry(retry: RetryOptions): StoredRetry {
  const { delay = "exponential", jitter = 0, exhausted = "fail" } = retry;
  return { delay: storedDelay(delay), jitter: milliseconds(jitter), exhausted };
}

function storedDelay(delay: NonNullable<RetryOptions["delay"]>): StoredRetry["delay"] {
  if (delay === "exponential") return delay;
  // Of a call that was left, a word stands for the function.
  if (typeof delay === "function" || delay === (A_FUNCTION as never)) return A_FUNCTION;
  return Array.isArray(delay)
    ? delay.map((each: Duration) => milliseconds(each))
    : [milliseconds(delay as Duration)];
}
