import type { ErrorInfo } from "../errors/error-info.ts";
import type { Duration } from "../time/duration.ts";
import { milliseconds } from "../time/duration.ts";
import type { AnyJobDefinition, EnqueueOptions, Requirements, RetryOptions } from "./definition.ts";
import type { JobProgress } from "./job.ts";
import type { ContinuationCondition, HistoryEntry, StoredState } from "./state.ts";

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

/** A parent of a continuation, and whether it has ended as the condition wants. */
export interface ParentLink {
  id: string;
  met: boolean;
}

/**
 * A job as it lies in the store: one record that every transition rewrites whole, so that state, place in the queue
 * and history can't disagree.
 */
export interface JobRecord {
  id: string;
  name: string;
  queue: string;
  priority: number;
  /** Never `processing`: see {@link StoredState}. */
  state: StoredState;
  /** Order of arrival, counted over the whole store; renewed whenever the job becomes enqueued again. */
  sequence: number;
  /** What decides whether it may be claimed here and now; see lane.ts. */
  lane: string;
  /** Absent when it is large: then `payload` is set and the value lies in the payloads table. */
  args?: unknown;
  payload?: true;
  result?: unknown;
  resultPayload?: true;
  error?: ErrorInfo;
  /** Attempts ended. The one that runs is not among them. */
  attempts: number;
  maxAttempts: number;
  interruptions: number;
  maxInterruptions: number;
  retry: StoredRetry;
  timeout?: number;
  requires?: Requirements;
  keep: StoredKeep;
  tags?: readonly string[];
  displayName?: string;
  createdAt: number;
  createdBy?: string;
  owner?: string;
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
  /** Property names of the arguments that are masked where a person looks. */
  redact?: readonly string[];
  /** Index: `[lane, -priority, sequence]` while enqueued. */
  ready?: [string, number, number];
  /** Index: `[state, the time that orders this state's list, sequence]`; unique, so that pages can go on exactly. */
  list: [StoredState, number, number];
  /** Index: when it is removed; only while final. */
  expires?: number;
}

const DEFAULT_RETRIES = 10;
const DEFAULT_MAX_INTERRUPTIONS = 5;
const DAY = 86_400_000;

/** The parts of a record that come from a definition and a call's options; both have been checked. */
export type ResolvedOptions = Pick<
  JobRecord,
  "name" | "queue" | "priority" | "maxAttempts" | "maxInterruptions" | "retry" | "keep"
> &
  Partial<Pick<JobRecord, "id" | "timeout" | "requires" | "tags" | "displayName" | "redact">>;

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
  const keep = { ...definition.keep, ...options.keep };
  return {
    name: definition.name,
    queue: merged.queue,
    priority: merged.priority,
    maxAttempts: 1 + (retry.attempts ?? DEFAULT_RETRIES),
    maxInterruptions: definition.maxInterruptions ?? DEFAULT_MAX_INTERRUPTIONS,
    retry: storedRetry(retry),
    keep: {
      succeeded: milliseconds(keep.succeeded ?? DAY),
      deleted: milliseconds(keep.deleted ?? DAY),
      failed: milliseconds(keep.failed ?? 30 * DAY),
    },
    ...(options.id === undefined ? {} : { id: options.id }),
    ...(merged.timeout === undefined ? {} : { timeout: milliseconds(merged.timeout) }),
    ...(merged.requires === undefined ? {} : { requires: { ...merged.requires } }),
    ...(merged.tags === undefined || merged.tags.length === 0 ? {} : { tags: [...new Set(merged.tags)] }),
    ...(definition.redact === undefined ? {} : { redact: [...definition.redact] }),
    ...(displayName === undefined || displayName === definition.name
      ? {}
      : { displayName: String(displayName) }),
  };
}

function storedRetry(retry: RetryOptions): StoredRetry {
  const { delay = "exponential", jitter = 0, exhausted = "fail" } = retry;
  return { delay: storedDelay(delay), jitter: milliseconds(jitter), exhausted };
}

function storedDelay(delay: NonNullable<RetryOptions["delay"]>): StoredRetry["delay"] {
  if (delay === "exponential") return delay;
  if (typeof delay === "function") return "custom";
  return Array.isArray(delay)
    ? delay.map((each: Duration) => milliseconds(each))
    : [milliseconds(delay as Duration)];
}

function definedOnly<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
