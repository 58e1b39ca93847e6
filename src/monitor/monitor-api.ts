import type { BatchInfo } from "../batch/batch-info.ts";
import type { Job } from "../job/job.ts";
import type { LogEntry } from "../job/log.ts";
import type { Notice } from "../job/notice.ts";
import type { QueueLimitOptions } from "../job/queue-limit-options.ts";
import type { BatchState, JobState } from "../job/state.ts";
import type { SiteStorage } from "../platform/site-storage.ts";
import type { RecurringJob } from "../recurring/snapshot.ts";
import type { InstantInput } from "../time/instant.ts";
import type { HoldInfo, LimitPage, LimitQuery } from "./limit-info.ts";
import type { QueueInfo } from "./queue-info.ts";

/** Present counts, from counters: they cost the same whatever the store holds. */
export interface Statistics {
  enqueued: number;
  scheduled: number;
  processing: number;
  succeeded: number;
  failed: number;
  deleted: number;
  awaiting: number;
  /** Of the scheduled ones, those that wait for another attempt. */
  retries: number;
  /** Recurring definitions. */
  recurring: number;
  /** Live job servers. */
  servers: number;
  /** Queues that hold a job or are paused. */
  queues: number;
}

export interface JobQuery {
  state?: JobState;
  /** Only scheduled jobs that have an attempt behind them and wait for another: a list of its own, by when they are due. */
  retries?: boolean;
  /** The beginning of an id: a range of keys. */
  id?: string;
  /** In `queue`, `name` and `tag`, `*` stands for any run of characters. */
  queue?: string;
  name?: string;
  tag?: string;
  recurringId?: string;
  /** The members of this batch, in the order in which they were added (or backwards), along an index. */
  batchId?: string;
  /** Occurs in the name or the message of the last error or one of its causes. */
  error?: string;
  /** Attempts begun, bounds included. */
  attempts?: { min?: number; max?: number };
  /** Created then or later. Without a state, newest first, the list is read no further. */
  createdAfter?: InstantInput;
  /** Created before then. */
  createdBefore?: InstantInput;
  /** Words, all of which must occur in the id, name, display name, tags, error or reason. */
  search?: string;
  /** By the time that matters in the state (due, begun, ended, created). Default `'newest'`. */
  order?: "newest" | "oldest";
  /** 1 to 1,000, default 50. */
  limit?: number;
  /** The `next` of the page before, or the id of its last job. */
  after?: string;
}

/** A page of jobs: an array that also knows how to go on. */
export interface JobPage extends Array<Job> {
  /** Give it as `after` to read the next page; absent on the last one. */
  next?: string;
  /** How many stored jobs were looked at to find these. */
  looked: number;
}

export interface BatchQuery {
  state?: BatchState;
  /** Only the batches in this one. */
  parentId?: string;
  /** 1 to 1,000, default 50. */
  limit?: number;
  /** The `next` of the page before, or the id of its last batch. */
  after?: string;
}

/** A page of batches: an array that also knows how to go on. */
export interface BatchPage extends Array<BatchInfo> {
  /** Give it as `after` to read the next page; absent on the last one. */
  next?: string;
}

export type ServerKind = "service-worker" | "window" | "dedicated-worker" | "shared-worker" | "node";

export interface ServerInfo {
  id: string;
  kind: ServerKind;
  /** Empty: every queue. */
  queues: string[];
  /** Their weights, where it shares its turns out by them. */
  weights?: Record<string, number>;
  workers: number;
  startedAt: number;
  /** Last sign of life in the store; a live server without work writes none. */
  seenAt: number;
  /** Ids of the jobs it runs now. */
  running: string[];
  /** Names of the jobs it has handlers for. */
  handles: string[];
  /** Versions of those handlers, where they aren't 0. */
  versions?: Record<string, number>;
  /** What woke it last. */
  lastWake?: { source: string; at: number };
}

/** A context that died while it ran jobs. */
export interface FallenServerInfo {
  id: string;
  kind: ServerKind | "unknown";
  startedAt: number;
  /** When it was found to be gone, and its jobs were taken back. */
  at: number;
  /** How many jobs it ran, and the ids of at most ten of them. */
  count: number;
  jobs: string[];
}

/** Enqueued jobs that no live server has a handler for. */
export interface UnhandledJobs {
  name: string;
  queue: string;
  count: number;
}

/** A job that took long. */
export interface SlowJob {
  id: string;
  name: string;
  displayName: string;
  /** Of its last attempt, milliseconds. */
  duration: number;
  finishedAt: number;
}

/** Failed jobs of one name with the same error. */
export interface FailureGroup {
  /** The jobs' name. */
  name: string;
  /** The message without what differs from job to job (ids, numbers, quoted words, addresses), each as `…`. */
  error: { name: string; message: string };
  count: number;
  /** When the oldest and the newest of them failed. */
  firstAt: number;
  lastAt: number;
  /** Ids of the newest, at most ten. */
  jobs: string[];
}

/** A durable step of a job that has been done, or a sleep it has begun. */
export interface StepInfo {
  name: string;
  /** What `step` answered; absent for a sleep. */
  value?: unknown;
  /** A sleep: when it is over. */
  until?: number;
  /** The attempt that did it, 1-based, and when it was done. */
  attempt?: number;
  at?: number;
}

/** One way the runtime is woken. */
export interface Wakeup {
  /** `'alarm'`, `'sync'`, `'push'` …; `'clock'` tells of the last time the clock was set. */
  source: string;
  /** What it is, in words. */
  detail: string;
  /** Whether it exists, and is permitted, here; absent where this context can't know. */
  available?: boolean;
  /** When it last came; absent: never. Frequent ones are written down every ten seconds at most. */
  lastAt?: number;
  count: number;
  /** Jobs begun by its last coming. */
  jobs: number;
}

export interface HistoryQuery {
  from: number | Date | string;
  to?: number | Date | string;
  resolution?: "minute" | "hour" | "day";
}

/** What happened in one span of time. Days are UTC days. */
export interface HistoryBucket {
  /** Begin of the span. */
  at: number;
  created: number;
  succeeded: number;
  failed: number;
  deleted: number;
  retried: number;
}

/** The read side: everything a person can see, by indexes and counters, never by a scan of the whole store. */
export interface Monitor {
  statistics(): Promise<Statistics>;
  jobs(query?: JobQuery): Promise<JobPage>;
  job(id: string): Promise<Job | undefined>;
  /** What the job's handler wrote with `context.log`, oldest first. */
  log(id: string): Promise<LogEntry[]>;
  /** What the job's handler has done with `context.step` and `context.sleep`, in their order; at most 500. */
  steps(id: string): Promise<StepInfo[]>;
  queues(): Promise<QueueInfo[]>;
  recurring(): Promise<RecurringJob[]>;
  servers(): Promise<ServerInfo[]>;
  /** The last five that died over their work, newest first. */
  fallen(): Promise<FallenServerInfo[]>;
  /** What waits for a handler that no live server has; none while there is no live server. */
  unhandled(): Promise<UnhandledJobs[]>;
  /** The slowest of the newest 500 succeeded jobs, at most ten. */
  slowest(): Promise<SlowJob[]>;
  /** The newest 1,000 failed jobs, grouped by name and error; most first. */
  failures(): Promise<FailureGroup[]>;
  /** The room the browser gives this site, and whether it may take it away; each as far as it says. */
  storage(): Promise<SiteStorage>;
  /** Which wake-ups exist here, when each last came and what it ran. */
  wakeups(): Promise<Wakeup[]>;
  /** Holds that stand, the oldest first, with how many jobs wait for each. */
  holds(): Promise<HoldInfo[]>;
  /** A page of the keys by which jobs are limited now; what limits whole queues is in `queues()`. */
  limits(query?: LimitQuery): Promise<LimitPage>;
  /** A page of batches, newest first. */
  batches(query?: BatchQuery): Promise<BatchPage>;
  /** A batch with its counts; its members are `jobs({ batchId })`, the batches in it `batches({ parentId })`. */
  batch(id: string): Promise<BatchInfo | undefined>;
  /** `'*'` is every queue. Kept in the store and obeyed by every context; running jobs go on. */
  pauseQueue(name: string): Promise<void>;
  resumeQueue(name: string): Promise<void>;
  /**
   * Limits a queue as a whole, in every context; kept in the store until it is said otherwise, `null`: no more limit.
   *
   * @throws InvalidJobError
   * @example await jobs.monitor.limitQueue('mail', { concurrency: 2, rateLimit: { limit: 100, per: '1h' } });
   */
  limitQueue(name: string, limits: QueueLimitOptions | null): Promise<void>;
  history(query: HistoryQuery): Promise<HistoryBucket[]>;
  /** Told after every commit in any context of the origin, many changes at once; answers how to stop. */
  subscribe(listener: (notices: readonly Notice[]) => void): () => void;
}
