import type { BatchInfo } from "../batch/batch-info.ts";
import type { Job } from "../job/job.ts";
import type { LogEntry } from "../job/log.ts";
import type { Notice } from "../job/notice.ts";
import type { QueueLimitOptions } from "../job/queue-limit-options.ts";
import type { SiteStorage } from "../platform/site-storage.ts";
import type { RecurringJob } from "../recurring/snapshot.ts";
import type { HoldInfo, LimitPage, LimitQuery } from "./limit-info.ts";
import type { BatchPage, BatchQuery, HistoryQuery, JobPage, JobQuery } from "./queries.ts";
import type { QueueInfo } from "./queue-info.ts";

export type { BatchPage, BatchQuery, HistoryQuery, JobPage, JobQuery } from "./queries.ts";

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

/** What kind of context a server is in; `node` is everything that is no browser's. */
export type ServerKind = "service-worker" | "window" | "dedicated-worker" | "shared-worker" | "node";

/** A live context that runs jobs. Instants are epoch milliseconds. */
export interface ServerInfo {
  id: string;
  kind: ServerKind;
  /** Empty: every queue. */
  queues: string[];
  /** Their weights, where it shares its turns out by them. */
  weights?: Record<string, number>;
  /** Handlers it runs at once, at most. */
  workers: number;
  startedAt: number;
  /** Last sign of life in the store; a live server without work writes none. */
  seenAt: number;
  /** Ids of the jobs it runs now: those in its hands, which count as processing. */
  running: string[];
  /** Of these the ones it has claimed ahead of a free worker, and isn't known to have begun. Absent: none. */
  ahead?: string[];
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
  /** Epoch milliseconds. */
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
  /** Epoch milliseconds. */
  finishedAt: number;
}

/** Failed jobs of one name with the same error. */
export interface FailureGroup {
  /** The jobs' name. */
  name: string;
  /** The message without what differs from job to job (ids, numbers, quoted words, addresses), each as `…`. */
  error: { name: string; message: string };
  /** Jobs in it. */
  count: number;
  /** When the oldest and the newest of them failed. */
  firstAt: number;
  /** When the newest of them failed, epoch milliseconds. */
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
  /** When it was stored, epoch milliseconds. */
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
  /** How often it came. */
  count: number;
  /** Jobs begun by its last coming. */
  jobs: number;
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
  /** The counters: how many jobs are in which state. */
  statistics(): Promise<Statistics>;
  /**
   * A page of jobs, by index; where no index serves the query, `looked` says how far it was read.
   *
   * @throws InvalidJobError a query that is none
   * @example const page = await jobs.monitor.jobs({ state: 'failed', name: 'upload', limit: 20 });
   */
  jobs(query?: JobQuery): Promise<JobPage>;
  /** One job, or `undefined`. */
  job(id: string): Promise<Job | undefined>;
  /** What the job's handler wrote with `context.log`, oldest first. */
  log(id: string): Promise<LogEntry[]>;
  /** What the job's handler has done with `context.step` and `context.sleep`, in their order; at most 500. */
  steps(id: string): Promise<StepInfo[]>;
  /** Queues that hold a job, are paused or limited, by name. */
  queues(): Promise<QueueInfo[]>;
  /** All recurring definitions, by id. */
  recurring(): Promise<RecurringJob[]>;
  /** Live contexts that run jobs. */
  servers(): Promise<ServerInfo[]>;
  /** The last five that died over their work, newest first. */
  fallen(): Promise<FallenServerInfo[]>;
  /**
   * What waits for a handler that no live server has. None while there is no live server, and none that `runsIn` a place
   * where there is none: who comes there may have its handler.
   */
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
  /** Ends the pause of a queue, or with `'*'` the pause of all. */
  resumeQueue(name: string): Promise<void>;
  /**
   * Limits a queue as a whole, in every context; kept in the store until it is said otherwise, `null`: no more limit.
   *
   * @throws InvalidJobError
   * @example await jobs.monitor.limitQueue('mail', { concurrency: 2, rateLimit: { limit: 100, per: '1h' } });
   */
  limitQueue(name: string, limits: QueueLimitOptions | null): Promise<void>;
  /**
   * How many jobs were created and ended when, a bucket for each span, oldest first.
   *
   * @throws InvalidJobError
   * @example await jobs.monitor.history({ from: Date.now() - 86_400_000, resolution: 'hour' });
   */
  history(query: HistoryQuery): Promise<HistoryBucket[]>;
  /** Told after every commit in any context of the origin, many changes at once; answers how to stop. */
  subscribe(listener: (notices: readonly Notice[]) => void): () => void;
}
