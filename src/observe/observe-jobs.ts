import type { JobClient } from "../client/api/client-api.ts";
import type { Job, JobId } from "../job/job.ts";
import { nextDue } from "../job/next-due.ts";
import type { Notice } from "../job/notice.ts";
import type { JobState } from "../job/state.ts";
import type { JobPage, JobQuery, Statistics } from "../monitor/monitor-api.ts";
import { systemClock } from "../platform/clock.ts";
import { type Observable, type Observed, observable } from "./observed.ts";

/** How far a job is: what a progress bar needs. */
export interface ProgressView {
  /** 0 to 1; 1 once it has succeeded. */
  readonly fraction: number;
  /** What it is doing, in its handler's words. */
  readonly message?: string;
  /** `undefined` for a job that isn't there (any more). */
  readonly state: JobState | undefined;
}

/** A list is read again at most this often, milliseconds: a person can't read faster, and a storm of jobs must not be slowed. */
const LIST_PAUSE = 100;

const pauseOfList = (then: () => void): (() => void) => systemClock.setTimer(LIST_PAUSE, then);
const isOf =
  (id: string) =>
  (notice: Notice): boolean =>
    notice.type === "many" || (notice.type === "job" && notice.id === id);

/**
 * One job, up to date.
 *
 * @example
 * const observed = observeJob(jobs, id);
 * const stop = observed.subscribe(() => render(observed.get().value));
 */
export function observeJob<Args = unknown, Result = unknown>(
  client: JobClient,
  id: JobId<Args, Result> | string,
): Observable<Job<Args, Result> | undefined> {
  return observable<Job<Args, Result> | undefined>({
    initial: undefined,
    read: () => client.get<Args, Result>(id),
    listen: (listener) => client.monitor.subscribe(listener),
    concerns: isOf(id),
    due: (job, from) => nextDue(job ? [job] : [], from),
  });
}

/**
 * A page of jobs, as `monitor.jobs(query)` answers it, up to date; read again at most ten times a second.
 *
 * @example
 * const failed = observeJobs(jobs, { state: 'failed', limit: 20 });
 * const stop = failed.subscribe(() => render(failed.get().value ?? []));
 */
export function observeJobs(client: JobClient, query: JobQuery = {}): Observable<JobPage | undefined> {
  const { name, queue } = query;
  return observable<JobPage | undefined>({
    initial: undefined,
    read: () => client.monitor.jobs(query),
    listen: (listener) => client.monitor.subscribe(listener),
    concerns: (notice) =>
      notice.type === "job"
        ? (name === undefined || notice.name === name) && (queue === undefined || notice.queue === queue)
        : notice.type === "many",
    due: (page, from) => nextDue(page ?? [], from),
    pause: pauseOfList,
  });
}

/**
 * The counters, up to date; read again at most ten times a second.
 *
 * @example
 * const counts = observeStatistics(jobs);
 * const stop = counts.subscribe(() => show(counts.get().value?.enqueued ?? 0));
 */
export function observeStatistics(client: JobClient): Observable<Statistics | undefined> {
  return observable<Statistics | undefined>({
    initial: undefined,
    read: () => client.monitor.statistics(),
    listen: (listener) => client.monitor.subscribe(listener),
    concerns: (notice) => notice.type !== "job" || notice.state !== "progress",
    pause: pauseOfList,
  });
}

/**
 * How far one job is, up to date.
 *
 * @example
 * const progress = observeProgress(jobs, id);
 * const stop = progress.subscribe(() => { bar.value = progress.get().value.fraction; });
 */
export function observeProgress(client: JobClient, id: string): Observable<ProgressView> {
  const job = observeJob(client, id);
  let of: Observed<Job | undefined> | undefined;
  let view: Observed<ProgressView>;
  return {
    subscribe: job.subscribe,
    get() {
      const now = job.get();
      if (now !== of) {
        of = now;
        view = Object.freeze({ ...now, value: progressOf(now.value) });
      }
      return view;
    },
  };
}

function progressOf(job: Job | undefined): ProgressView {
  if (!job) return { fraction: 0, state: undefined };
  const { state, progress } = job;
  const said = progress?.message === undefined ? {} : { message: progress.message };
  return { fraction: state === "succeeded" ? 1 : (progress?.fraction ?? 0), state, ...said };
}
