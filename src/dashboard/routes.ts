import { JOB_STATES, type JobState } from "../job/state.ts";
import type { JobQuery } from "../monitor/monitor-api.ts";

export type View = "overview" | "jobs" | "recurring" | "queues" | "servers" | "job";

/** Views in the order of the menu; `job` is reached through a list. */
export const VIEWS: readonly Exclude<View, "job">[] = ["overview", "jobs", "recurring", "queues", "servers"];

/** The letter after `g` that leads to each view. */
export const VIEW_KEYS: Readonly<Record<(typeof VIEWS)[number], string>> = {
  overview: "o",
  jobs: "j",
  recurring: "r",
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

/** A place in the dashboard. */
export interface Route {
  view: View;
  /** `jobs`: which list; absent for all of them. */
  state?: ListName;
  /** `job`: which one. */
  jobId?: string;
  /** `jobs`: what the search box holds. */
  search?: string;
}

/** `#/jobs/failed?q=mail`, `#/job/<id>`: short enough to be read, and to be typed. */
export function toHash(route: Route): string {
  const detail = route.view === "job" ? route.jobId : route.view === "jobs" ? route.state : undefined;
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
  if (!VIEWS.includes(view)) return undefined;
  const route: Route = { view };
  if (view === "jobs" && isList(detail)) route.state = detail;
  if (view === "jobs" && search) route.search = search;
  return route;
}

export const isState = (text: unknown): text is JobState => JOB_STATES.includes(text as JobState);

export const isList = (text: unknown): text is ListName => LISTS.includes(text as ListName);

export const isView = (text: unknown): text is View => text === "job" || VIEWS.includes(text as "jobs");

function decode(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? "");
  } catch {
    return text ?? "";
  }
}
