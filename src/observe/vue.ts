import { type MaybeRefOrGetter, type ShallowRef, shallowRef, toValue, watchEffect } from "vue";
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

type View<T> = Readonly<ShallowRef<Observed<T>>>;

/** Composables over one client. Each subscribes for as long as its component, or effect scope, lives. */
export interface JobComposables {
  /** One job, `undefined` while it isn't known or isn't there. */
  useJob<Args = unknown, Result = unknown>(
    id: MaybeRefOrGetter<JobId<Args, Result> | string>,
  ): View<Job<Args, Result> | undefined>;
  /** A page of jobs, as `monitor.jobs(query)` answers it. */
  useJobs(query?: MaybeRefOrGetter<JobQuery>): View<JobPage | undefined>;
  /** How far one job is. */
  useProgress(id: MaybeRefOrGetter<string>): View<ProgressView>;
  /** The counters. */
  useStatistics(): View<Statistics | undefined>;
}

/**
 * Vue composables over a client. Made once, where the client is made. What they take may be a ref or a getter.
 *
 * @example
 * export const { useJob, useJobs, useProgress } = jobComposables(jobs);
 * // in setup
 * const job = useJob(() => props.id);
 */
export function jobComposables(client: JobClient): JobComposables {
  return {
    useJob: <Args, Result>(id: MaybeRefOrGetter<JobId<Args, Result> | string>) =>
      useObserved(() => observeJob<Args, Result>(client, toValue(id))),
    useJobs: (query = {}) => useObserved(() => observeJobs(client, toValue(query))),
    useProgress: (id) => useObserved(() => observeProgress(client, toValue(id))),
    useStatistics: () => useObserved(() => observeStatistics(client)),
  };
}

function useObserved<T>(make: () => Observable<T>): View<T> {
  const view = shallowRef() as ShallowRef<Observed<T>>;
  watchEffect((onCleanup) => {
    const observable = make();
    const show = (): void => {
      view.value = observable.get();
    };
    show();
    onCleanup(observable.subscribe(show));
  });
  return view;
}
