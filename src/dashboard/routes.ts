import { isBatchId } from "../job/names.ts";
import { type BatchState, JOB_STATES, type JobState } from "../job/state.ts";
import type { JobQuery } from "../monitor/monitor-api.ts";

/** What the dashboard shows; `job` is the page of one. */
export type View = "overview" | "jobs" | "recurring" | "batches" | "queues" | "servers" | "job" | "batch";

/** Views in the order of the menu; `job` and `batch` are reached through a list. */
export const VIEWS: readonly Exclude<View, "job" | "batch">[] = [
  "overview",
  "jobs",
  "recurring",
  "batches",
  "queues",
  "servers",
];

/** The letter after `g` that leads to each view. */
export const VIEW_KEYS: Readonly<Record<(typeof VIEWS)[number], string>> = {
  overview: "o",
  jobs: "j",
  recurring: "r",
  batches: "b",
  queues: "q",
  servers: "s",
};

/** A list of jobs: those of a state, or of the scheduled ones those that wait for another attempt. */
export type ListName = JobState | "retries";

/** Lists in the order of their tabs. */
export const LISTS: readonly ListName[] = JOB_STATES.flatMap((state): ListName[] =>
  state === "scheduled" ? [state, "retries"] : [state],
);

/** The state of a list's jobs. */
export const stateOf = (list: ListName | undefined): JobState | undefined =>
  list === "retries" ? "scheduled" : list;

/** What to ask the monitor for. */
export const queryOf = (list: ListName | undefined): Pick<JobQuery, "state" | "retries"> =>
  list === undefined ? {} : list === "retries" ? { retries: true } : { state: list };

/** States of a batch, in the order a batch meets them. */
export const BATCH_STATES: readonly BatchState[] = ["awaiting", "running", "succeeded", "failed", "deleted"];

/** A place in the dashboard. */
export interface Route {
  view: View;
  /** `jobs`: which list; `batches`: those in which state; absent for all of them. */
  state?: ListName | BatchState;
  /** `job`: which one. */
  jobId?: string;
  /** `batch`: which one. */
  batchId?: string;
  /** `jobs`: what the search box holds. */
  search?: string;
}

/** The place that a dashboard's properties name; the overview where they name none. */
export function routeOf({ view, state, search, jobId, batchId }: RouteParts): Route {
  if (view === "jobs") return { view, ...(isList(state) ? { state } : {}), ...(search ? { search } : {}) };
  if (view === "batches") return { view, ...(isBatchState(state) ? { state } : {}) };
  if (view === "job") return jobId ? { view, jobId } : { view: "overview" };
  if (view === "batch") return batchId ? { view, batchId } : { view: "overview" };
  return { view: isView(view) ? view : "overview" };
}

/** Whatever a place doesn't name, as properties. */
export const NOWHERE: RouteParts = {
  state: undefined,
  jobId: undefined,
  batchId: undefined,
  search: undefined,
};

type RouteParts = { [Part in keyof Route]?: Route[Part] | undefined };

/** The page of what an id is the id of: a parent or a continuation can be a batch. */
export const pageOf = (id: string): Route =>
  isBatchId(id) ? { view: "batch", batchId: id } : { view: "job", jobId: id };

/** `#/jobs/failed?q=mail`, `#/job/<id>`: short enough to be read, and to be typed. */
export function toHash(route: Route): string {
  const detail = { job: route.jobId, batch: route.batchId, jobs: route.state, batches: route.state }[
    route.view as string
  ];
  const path = detail ? `${route.view}/${encodeURIComponent(detail)}` : route.view;
  return `#/${path}${route.search ? `?q=${encodeURIComponent(route.search)}` : ""}`;
}

/** The place a hash names; `undefined` for a hash that isn't ours. */
export function fromHash(hash: string): Route | undefined {
  const match = /^#\/([a-z]+)(?:\/([^?]*))?(?:\?q=(.*))?$/.exec(hash);
  if (!match) return undefined;
  const view = match[1] as View;
  const [detail, search] = [decode(match[2]), decode(match[3])];
  if (view === "job") return detail ? { view, jobId: detail } : undefined;
  if (view === "batch") return detail ? { view, batchId: detail } : undefined;
  if (!VIEWS.includes(view as (typeof VIEWS)[number])) return undefined;
  const route: Route = { view };
  if (view === "jobs" && isList(detail)) route.state = detail;
  if (view === "batches" && isBatchState(detail)) route.state = detail;
  if (view === "jobs" && search) route.search = search;
  return route;
}

export const isState = (text: unknown): text is JobState => JOB_STATES.includes(text as JobState);

export const isList = (text: unknown): text is ListName => LISTS.includes(text as ListName);

export const isBatchState = (text: unknown): text is BatchState => BATCH_STATES.includes(text as BatchState);

export const isView = (text: unknown): text is View =>
  text === "job" || text === "batch" || VIEWS.includes(text as "jobs");

function decode(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? "");
  } catch {
    return text ?? "";
  }
}
