import { useMemo, useSyncExternalStore } from "react";
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

/** Hooks over one client. Each subscribes while its component is mounted. */
export interface JobHooks {
  /** One job, `undefined` while it isn't known or isn't there. */
  useJob<Args = unknown, Result = unknown>(
    id: JobId<Args, Result> | string,
  ): Observed<Job<Args, Result> | undefined>;
  /** A page of jobs, as `monitor.jobs(query)` answers it. The query is compared by its content. */
  useJobs(query?: JobQuery): Observed<JobPage | undefined>;
  /** How far one job is. */
  useProgress(id: string): Observed<ProgressView>;
  /** The counters. */
  useStatistics(): Observed<Statistics | undefined>;
}

/**
 * React hooks over a client. Made once, where the client is made.
 *
 * @example
 * export const { useJob, useJobs, useProgress } = jobHooks(jobs);
 * // in a component
 * const { value: job } = useJob(id);
 */
export function jobHooks(client: JobClient): JobHooks {
  return {
    useJob: (id) => useObserved(useMemo(() => observeJob(client, id), [id])),
    useJobs(query = {}) {
      const content = JSON.stringify(query);
      return useObserved(useMemo(() => observeJobs(client, JSON.parse(content) as JobQuery), [content]));
    },
    useProgress: (id) => useObserved(useMemo(() => observeProgress(client, id), [id])),
    useStatistics: () => useObserved(useMemo(() => observeStatistics(client), [])),
  };
}

const useObserved = <T>(observable: Observable<T>): Observed<T> =>
  useSyncExternalStore(observable.subscribe, observable.get, observable.get);
