import type { JobClient } from "../client/api/client-api.ts";
import type { Job, JobId } from "../job/job.ts";
import type { JobPage, JobQuery, Statistics } from "../monitor/monitor-api.ts";
import {
  observeJob,
  observeJobs,
  observeProgress,
  observeStatistics,
  type ProgressView,
} from "./observe-jobs.ts";
import type { Observable, Observed } from "./observed.ts";

/** What Svelte calls a readable store; `$store` in a component reads it. */
export interface ReadableStore<T> {
  /** Calls back at once and after each change; answers how to stop. */
  subscribe(run: (value: T) => void): () => void;
}

/** Stores over one client. Each subscribes to the client while somebody subscribes to it. */
export interface JobStores {
  /** One job, `undefined` while it isn't known or isn't there. */
  useJob<Args = unknown, Result = unknown>(
    id: JobId<Args, Result> | string,
  ): ReadableStore<Observed<Job<Args, Result> | undefined>>;
  /** A page of jobs, as `monitor.jobs(query)` answers it. */
  useJobs(query?: JobQuery): ReadableStore<Observed<JobPage | undefined>>;
  /** How far one job is. */
  useProgress(id: string): ReadableStore<Observed<ProgressView>>;
  /** The counters. */
  useStatistics(): ReadableStore<Observed<Statistics | undefined>>;
}

/**
 * Svelte stores over a client, for every version that knows stores (3 and later). Made once, where the client is made.
 *
 * @example
 * export const { useJob, useJobs, useProgress } = jobStores(jobs);
 * // in a component: const job = useJob(id); then {$job.value?.state}
 */
export function jobStores(client: JobClient): JobStores {
  return {
    useJob: (id) => storeOf(observeJob(client, id)),
    useJobs: (query) => storeOf(observeJobs(client, query)),
    useProgress: (id) => storeOf(observeProgress(client, id)),
    useStatistics: () => storeOf(observeStatistics(client)),
  };
}

const storeOf = <T>(observable: Observable<T>): ReadableStore<Observed<T>> => ({
  subscribe(run) {
    const stop = observable.subscribe(() => run(observable.get()));
    // A store's contract: the present value at once.
    run(observable.get());
    return stop;
  },
});
