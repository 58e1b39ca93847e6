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

/** As much of Lit's ReactiveControllerHost as is used: a LitElement is one. */
export interface ControllerHost {
  /** Registers what is to be told of the host's life. */
  addController(controller: ObserveController<unknown>): void;
  /** Asks for a new rendering. */
  requestUpdate(): void;
}

/** Renders its host anew whenever what it observes has changed. Subscribes while the host is connected. */
export class ObserveController<T> {
  readonly #host: ControllerHost;
  #observable: Observable<T>;
  #stop: (() => void) | undefined;

  constructor(host: ControllerHost, observable: Observable<T>) {
    this.#host = host;
    this.#observable = observable;
    host.addController(this);
  }

  /** Value, error and whether it is still unknown. */
  get observed(): Observed<T> {
    return this.#observable.get();
  }

  /** What is known; `undefined` until then. */
  get value(): T {
    return this.observed.value;
  }

  /** Observes something else from now on: another id, another query. */
  observe(observable: Observable<T>): void {
    const connected = this.#stop !== undefined;
    this.hostDisconnected();
    this.#observable = observable;
    if (connected) this.hostConnected();
    this.#host.requestUpdate();
  }

  /** Called by the host when it is in the page: begins to look. */
  hostConnected(): void {
    this.#stop ??= this.#observable.subscribe(() => this.#host.requestUpdate());
  }

  /** Called by the host when it leaves the page: looks no more. */
  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}

/** Controllers over one client. */
export interface JobControllers {
  /** One job, `undefined` while it isn't known or isn't there. */
  useJob<Args = unknown, Result = unknown>(
    host: ControllerHost,
    id: JobId<Args, Result> | string,
  ): ObserveController<Job<Args, Result> | undefined>;
  /** A page of jobs, as `monitor.jobs(query)` answers it. */
  useJobs(host: ControllerHost, query?: JobQuery): ObserveController<JobPage | undefined>;
  /** How far one job is. */
  useProgress(host: ControllerHost, id: string): ObserveController<ProgressView>;
  /** The counters. */
  useStatistics(host: ControllerHost): ObserveController<Statistics | undefined>;
}

/**
 * Lit controllers over a client. Made once, where the client is made.
 *
 * @example
 * export const { useJob, useJobs, useProgress } = jobControllers(jobs);
 * // in an element: readonly job = useJob(this, id); then html`${this.job.value?.state}`
 */
export function jobControllers(client: JobClient): JobControllers {
  return {
    useJob: (host, id) => new ObserveController(host, observeJob(client, id)),
    useJobs: (host, query) => new ObserveController(host, observeJobs(client, query)),
    useProgress: (host, id) => new ObserveController(host, observeProgress(client, id)),
    useStatistics: (host) => new ObserveController(host, observeStatistics(client)),
  };
}
