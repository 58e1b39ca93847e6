import type { BatchInfo } from "../../src/batch/batch-info.ts";
import type { BatchesClient } from "../../src/client/api/batch-api.ts";
import type { ChangeOptions, JobClient } from "../../src/client/api/client-api.ts";
import type { RecurringClient } from "../../src/client/api/recurring-api.ts";
import type { Job } from "../../src/job/job.ts";
import type { LogEntry } from "../../src/job/log.ts";
import type { Notice } from "../../src/job/notice.ts";
import type { JobState } from "../../src/job/state.ts";
import { JOB_STATES } from "../../src/job/state.ts";
import { matcherOf } from "../../src/monitor/job-filter.ts";
import type { HoldInfo, LimitInfo, LimitPage } from "../../src/monitor/limit-info.ts";
import type {
  BatchPage,
  BatchQuery,
  FailureGroup,
  FallenServerInfo,
  HistoryBucket,
  JobPage,
  JobQuery,
  Monitor,
  ServerInfo,
  SlowJob,
  Statistics,
  StepInfo,
  UnhandledJobs,
  Wakeup,
} from "../../src/monitor/monitor-api.ts";
import type { QueueInfo, QueueLimitInfo } from "../../src/monitor/queue-info.ts";
import { nextOccurrences, parseSchedule } from "../../src/recurring/schedule.ts";
import type { RecurringJob } from "../../src/recurring/snapshot.ts";
import { milliseconds } from "../../src/time/duration.ts";
import { instant } from "../../src/time/instant.ts";

/** All of a client that a dashboard may touch: what it does, any app can, and no more. */
type Used =
  | "ready"
  | "get"
  | "requeue"
  | "delete"
  | "reschedule"
  | "duplicate"
  | "hurry"
  | "hold"
  | "release"
  | "close"
  | "addEventListener"
  | "removeEventListener";

/** A client over jobs in memory, with everything a test bends: refusals, errors, slowness, commits from elsewhere. */
export class FakeClient implements Pick<JobClient, Used> {
  /** What the runtime says of itself, such as `outdated`. */
  readonly events: EventTarget = new EventTarget();
  readonly jobs = new Map<string, Job>();
  recurringJobs: RecurringJob[] = [];
  serverList: ServerInfo[] = [];
  wakeupList: Wakeup[] = [];
  /** Jobs a minute, by queue. */
  paces: Record<string, number> = {};
  unhandledList: UnhandledJobs[] = [];
  fallenList: FallenServerInfo[] = [];
  /** Newest first. */
  batchList: BatchInfo[] = [];
  holdList: HoldInfo[] = [];
  limitList: LimitInfo[] = [];
  /** By queue. */
  queueLimits: Record<string, QueueLimitInfo> = {};
  readonly steps = new Map<string, StepInfo[]>();
  readonly logs = new Map<string, LogEntry[]>();
  buckets: Record<"minute" | "hour" | "day", HistoryBucket[]> = { minute: [], hour: [], day: [] };
  readonly paused = new Set<string>();
  /** What was called, as `requeue j000001`. */
  readonly calls: string[] = [];
  /** Reads of lists, for tests that count them. */
  reads = 0;
  /** Answered by every action instead of doing it. */
  refusal: false | Error | undefined;
  /** Thrown by every read. */
  failure: Error | undefined;
  /** Awaited by every read. */
  gate: Promise<void> = Promise.resolve();
  readonly ready: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(notices: readonly Notice[]) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Puts jobs there, without telling anybody. */
  seed(...jobs: Job[]): this {
    for (const job of jobs) this.jobs.set(job.id, job);
    return this;
  }

  /** Another context commits a job: it is stored, and a notice says so. */
  commit(job: Job, at = Date.now()): void {
    const previous = this.jobs.get(job.id)?.state;
    this.jobs.set(job.id, job);
    const { id, name, queue, state } = job;
    this.tell({ type: "job", id, name, queue, state, at, ...(previous ? { previous } : {}) });
  }

  /** A job takes another state, with what belongs to it. */
  move(id: string, state: JobState, more: Partial<Job> = {}): void {
    const job = this.jobs.get(id);
    if (!job) throw new Error(`There is no job ${id}.`);
    const at = Date.now();
    this.commit({ ...job, state, waitingFor: [], history: [...job.history, { state, at }], ...more }, at);
  }

  tell(...notices: Notice[]): void {
    for (const listener of this.#listeners) listener(notices);
  }

  #isAsExpected(id: string, { expected }: ChangeOptions = {}): boolean {
    const state = this.jobs.get(id)?.state;
    return expected === undefined || [expected].flat().some((each) => each === state);
  }

  async #act(call: string, run: () => boolean): Promise<boolean> {
    this.calls.push(call);
    if (this.refusal instanceof Error) throw this.refusal;
    return this.refusal === false ? false : run();
  }

  async #read<Value>(value: () => Value): Promise<Value> {
    this.reads += 1;
    await this.gate;
    if (this.failure) throw this.failure;
    return value();
  }

  get = async <Args, Result>(id: string): Promise<Job<Args, Result> | undefined> =>
    this.jobs.get(id) as Job<Args, Result> | undefined;

  requeue: JobClient["requeue"] = (id, options) =>
    this.#act(`requeue ${id}`, () => {
      if (this.jobs.get(id)?.state === "processing" || !this.#isAsExpected(id, options)) return false;
      this.move(id, "enqueued", { attempt: 0 });
      return true;
    });

  delete: JobClient["delete"] = (id, options) =>
    this.#act(`delete ${id}`, () => {
      if (!this.#isAsExpected(id, options)) return false;
      this.move(id, "deleted", { finishedAt: Date.now() });
      return true;
    });

  reschedule: JobClient["reschedule"] = (id, when, options) => {
    const at = when instanceof Date ? when.getTime() : when.at === undefined ? Date.now() : instant(when.at);
    return this.#act(`reschedule ${id}`, () => {
      if (!this.#isAsExpected(id, options)) return false;
      this.move(id, at <= Date.now() ? "enqueued" : "scheduled", { scheduledFor: at });
      return true;
    });
  };

  duplicate: JobClient["duplicate"] = async (id, changes = {}) => {
    const job = this.jobs.get(id);
    const made = `${id}-copy`;
    const done = await this.#act(`duplicate ${id} ${JSON.stringify(changes)}`, () => job !== undefined);
    if (!done || !job) return undefined;
    const { error: _error, startedAt: _started, finishedAt: _finished, ...rest } = job;
    this.commit({ ...rest, ...changes, id: made, state: "enqueued", attempt: 0, history: [] });
    return made;
  };

  hurry = (id: string): Promise<boolean> =>
    this.#act(`hurry ${id}`, () => {
      const job = this.jobs.get(id);
      if (!job) return false;
      this.commit({ ...job, waitingFor: [] });
      return true;
    });

  hold: JobClient["hold"] = (name, reason) =>
    this.#act(`hold ${name}${reason === undefined ? "" : ` ${reason}`}`, () => {
      const hold = { name, at: Date.now(), waiting: 0, ...(reason === undefined ? {} : { reason }) };
      this.holdList = [...this.holdList, hold];
      this.tell({ type: "queue", name: `hold:${name}`, at: Date.now() });
      return true;
    });

  release: JobClient["release"] = (name) =>
    this.#act(`release ${name}`, () => {
      this.holdList = this.holdList.filter((each) => each.name !== name);
      this.tell({ type: "queue", name: `hold:${name}`, at: Date.now() });
      return true;
    });

  readonly batches: Pick<BatchesClient, "cancel"> = {
    cancel: (id) =>
      this.#act(`cancel ${id}`, () => {
        const batch = this.batchList.find((each) => each.id === id);
        if (!batch || batch.cancelledAt !== undefined) return false;
        const { succeeded, failed } = batch.counts;
        this.changeBatch(id, {
          state: failed > 0 ? "failed" : "deleted",
          cancelledAt: Date.now(),
          finishedAt: Date.now(),
          ended: batch.total,
          progress: 1,
          counts: {
            awaiting: 0,
            scheduled: 0,
            enqueued: 0,
            processing: 0,
            succeeded,
            failed,
            deleted: batch.total - succeeded - failed,
          },
        });
        return true;
      }),
  };

  /** Another context changes a batch: a notice says so. */
  changeBatch(id: string, parts: Partial<BatchInfo>): void {
    this.batchList = this.batchList.map((each) => (each.id === id ? { ...each, ...parts } : each));
    const batch = this.batchList.find((each) => each.id === id);
    if (!batch) throw new Error(`There is no batch ${id}.`);
    const { state, total, ended } = batch;
    this.tell({ type: "batch", id, state, previous: state, total, ended, at: Date.now() });
  }

  readonly recurring: Pick<
    RecurringClient,
    "get" | "trigger" | "pause" | "resume" | "upcoming" | "removeIfExists" | "preview" | "change"
  > = {
    get: async (id) => this.recurringJobs.find((each) => each.id === id),
    preview: async (schedule, { id = "preview", timeZone = "UTC", count = 5 } = {}) =>
      nextOccurrences(parseSchedule(schedule, { id, timeZone, now: Date.now() }), Date.now(), count),
    change: (id, { schedule, ...rest }) =>
      this.#act(`change ${id} ${JSON.stringify({ schedule, ...rest })}`, () => {
        this.recurringJobs = this.recurringJobs.map((each) =>
          each.id === id ? { ...each, cron: String(schedule), ...rest } : each,
        );
        this.tell({ type: "recurring", id, at: Date.now() });
        return true;
      }),
    upcoming: async (id, count = 5) => {
      const from = this.recurringJobs.find((each) => each.id === id)?.nextRunAt;
      return from === undefined ? [] : Array.from({ length: count }, (_, i) => from + i * 900_000);
    },
    removeIfExists: (id) =>
      this.#act(`remove ${id}`, () => {
        this.recurringJobs = this.recurringJobs.filter((each) => each.id !== id);
        this.tell({ type: "recurring", id, at: Date.now() });
        return true;
      }),
    trigger: async (id) => {
      const done = await this.#act(`trigger ${id}`, () => true);
      return done ? "triggered" : undefined;
    },
    pause: (id) => this.#act(`pause ${id}`, () => this.#pauseRecurring(id, true)),
    resume: (id) => this.#act(`resume ${id}`, () => this.#pauseRecurring(id, false)),
  };

  readonly monitor: Pick<
    Monitor,
    | "statistics"
    | "jobs"
    | "job"
    | "log"
    | "failures"
    | "fallen"
    | "slowest"
    | "unhandled"
    | "steps"
    | "queues"
    | "recurring"
    | "servers"
    | "wakeups"
    | "history"
    | "batch"
    | "batches"
    | "holds"
    | "limits"
    | "limitQueue"
    | "pauseQueue"
    | "resumeQueue"
    | "subscribe"
  > = {
    statistics: () => this.#read(() => this.#statistics()),
    jobs: (query = {}) => this.#read(() => this.#page(query)),
    job: (id) => this.#read(() => this.jobs.get(id)),
    fallen: () => this.#read(() => this.fallenList),
    slowest: () => this.#read(() => this.#slowest()),
    unhandled: () => this.#read(() => this.unhandledList),
    failures: () => this.#read(() => this.#failures()),
    steps: (id) => this.#read(() => this.steps.get(id) ?? []),
    log: (id) => this.#read(() => this.logs.get(id) ?? []),
    queues: () => this.#read(() => this.#queues()),
    recurring: () => this.#read(() => this.recurringJobs),
    servers: () => this.#read(() => this.serverList),
    wakeups: () => this.#read(() => this.wakeupList),
    history: ({ from, resolution = "hour" }) =>
      this.#read(() => this.buckets[resolution].filter(({ at }) => at >= instant(from))),
    batch: (id) => this.#read(() => this.batchList.find((batch) => batch.id === id)),
    batches: (query = {}) => this.#read(() => this.#batches(query)),
    holds: () => this.#read(() => this.holdList),
    limits: ({ limit = 50 } = {}) =>
      this.#read((): LimitPage => {
        const page = this.limitList.slice(0, limit);
        return Object.assign(page, limit < this.limitList.length ? { next: "more" } : {});
      }),
    limitQueue: async (name, limits) => {
      await this.#act(`limitQueue ${name} ${JSON.stringify(limits)}`, () => true);
      if (limits === null) delete this.queueLimits[name];
      else {
        const { concurrency, rateLimit: rate } = limits;
        this.queueLimits[name] = {
          ...(concurrency === undefined ? {} : { concurrency }),
          ...(rate
            ? {
                rateLimit: {
                  limit: rate.limit,
                  per: milliseconds(rate.per),
                  mode: rate.mode ?? "sliding",
                  used: 0,
                },
              }
            : {}),
        };
      }
      this.tell({ type: "queue", name, at: Date.now() });
    },
    pauseQueue: async (name) => {
      await this.#act(`pauseQueue ${name}`, () => Boolean(this.paused.add(name)));
      this.tell({ type: "queue", name, at: Date.now() });
    },
    resumeQueue: async (name) => {
      await this.#act(`resumeQueue ${name}`, () => this.paused.delete(name));
      this.tell({ type: "queue", name, at: Date.now() });
    },
    subscribe: (listener) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };

  close = async (): Promise<void> => {};

  addEventListener: JobClient["addEventListener"] = (type, listener, options) =>
    this.events.addEventListener(type, listener as (event: Event) => void, options);
  removeEventListener: JobClient["removeEventListener"] = (type, listener) =>
    this.events.removeEventListener(type, listener as (event: Event) => void);

  #pauseRecurring(id: string, paused: boolean): boolean {
    this.recurringJobs = this.recurringJobs.map((each) => (each.id === id ? { ...each, paused } : each));
    this.tell({ type: "recurring", id, at: Date.now() });
    return true;
  }

  #statistics(): Statistics {
    const all = [...this.jobs.values()];
    const of = (state: JobState): number => all.filter((job) => job.state === state).length;
    return {
      ...(Object.fromEntries(JOB_STATES.map((state) => [state, of(state)])) as Record<JobState, number>),
      retries: all.filter(({ state, attempt }) => state === "scheduled" && attempt > 0).length,
      recurring: this.recurringJobs.length,
      servers: this.serverList.length,
      queues: this.#queues().length,
    };
  }

  #page(query: JobQuery): JobPage {
    const { state, retries, id = "", order, limit = 50, after } = query;
    const matches = matcherOf(query);
    const found = [...this.jobs.values()]
      .filter(
        (job) =>
          (!state || job.state === state) &&
          (!retries || (job.state === "scheduled" && job.attempt > 0)) &&
          job.id.startsWith(id) &&
          (!query.batchId || job.batchId === query.batchId) &&
          (matches?.(job) ?? true),
      )
      .sort((a, b) => (timeOf(b) - timeOf(a) || (a.id < b.id ? 1 : -1)) * (order === "oldest" ? -1 : 1));
    const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
    const page = found.slice(from, from + limit);
    const next = from + limit < found.length ? page.at(-1)?.id : undefined;
    return Object.assign(page, { looked: page.length, ...(next ? { next } : {}) });
  }

  #batches({ state, parentId, limit = 50, after }: BatchQuery): BatchPage {
    const found = this.batchList.filter(
      (each) =>
        (state === undefined || each.state === state) &&
        (parentId === undefined || each.parentId === parentId),
    );
    const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
    const page = found.slice(from, from + limit);
    const next = from + limit < found.length ? page.at(-1)?.id : undefined;
    return Object.assign(page, next === undefined ? {} : { next });
  }

  #slowest(): SlowJob[] {
    return [...this.jobs.values()]
      .filter(({ state }) => state === "succeeded")
      .map(({ id, name, displayName, startedAt = 0, finishedAt = 0 }) => ({
        id,
        name,
        displayName,
        duration: finishedAt - startedAt,
        finishedAt,
      }))
      .sort((a, b) => b.duration - a.duration)
      .slice(0, 10);
  }

  #failures(): FailureGroup[] {
    const groups = new Map<string, FailureGroup>();
    for (const { id, name, state, error, finishedAt = 0 } of this.jobs.values()) {
      if (state !== "failed" || !error) continue;
      const key = `${name} ${error.message}`;
      const group = groups.get(key) ?? {
        name,
        error: { name: error.name, message: error.message },
        count: 0,
        firstAt: finishedAt,
        lastAt: finishedAt,
        jobs: [],
      };
      group.count += 1;
      group.jobs.push(id);
      groups.set(key, group);
    }
    return [...groups.values()].sort((a, b) => b.count - a.count);
  }

  #queues(): QueueInfo[] {
    const queues = new Map<string, QueueInfo>();
    const all = this.paused.has("*");
    const found = (name: string): QueueInfo => {
      const limits = this.queueLimits[name];
      const queue = queues.get(name) ?? {
        name,
        length: 0,
        processing: 0,
        paused: all || this.paused.has(name),
        ...(all ? { allPaused: true as const } : {}),
        perMinute: this.paces[name] ?? 0,
        ...(limits ? { limits } : {}),
      };
      queues.set(name, queue);
      return queue;
    };
    for (const name of this.paused) if (name !== "*") found(name);
    for (const name of Object.keys(this.queueLimits)) found(name);
    for (const { queue: name, state, createdAt } of this.jobs.values()) {
      if (state !== "enqueued" && state !== "processing") continue;
      const queue = found(name);
      if (state === "processing") queue.processing += 1;
      else {
        queue.length += 1;
        queue.oldestAt = Math.min(queue.oldestAt ?? createdAt, createdAt);
      }
    }
    return [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

const timeOf = (job: Job): number => job.history.at(-1)?.at ?? job.createdAt;
