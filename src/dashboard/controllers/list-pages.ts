import type { Job, JobProgress } from "../../job/job.ts";
import type { Notice } from "../../job/notice.ts";
import type { JobState } from "../../job/state.ts";
import type { JobQuery } from "../../monitor/monitor-api.ts";

/** Pages that have rows in the document; the others are a blank of the same height and hold no jobs. */
const WINDOW = 4;

/** A page of the list, in the order of the list. */
export interface ListPage {
  /** Where it begins; absent for the first. */
  after: string | undefined;
  /** Empty once it has been let go. */
  jobs: readonly Job[];
  next: string | undefined;
  /** How many jobs it has, also once they have been let go. */
  count: number;
  /** How many stored jobs were looked at to find them. */
  looked: number;
  /** Pixels it took before it was let go; 0 while it is shown. */
  blank: number;
}

/** Lets go of the page farthest from where a person is going, when there are more than the window holds. */
export function shrink(
  pages: readonly ListPage[],
  from: "top" | "bottom",
  measure: (page: ListPage) => number,
): ListPage[] {
  const shown = pages.filter(({ blank }) => blank === 0);
  const last = shown.length <= WINDOW ? undefined : from === "top" ? shown[0] : shown.at(-1);
  return pages.map((page) =>
    page === last ? { ...page, jobs: [], blank: Math.max(1, measure(page)) } : page,
  );
}

export const shows = (pages: readonly ListPage[], id: string): boolean =>
  pages.some(({ jobs }) => jobs.some((job) => job.id === id));

/** The pages with one job's progress moved on. */
export const withProgress = (pages: readonly ListPage[], id: string, progress: JobProgress): ListPage[] =>
  pages.map((page) =>
    page.jobs.some((job) => job.id === id)
      ? { ...page, jobs: page.jobs.map((job) => (job.id === id ? { ...job, progress } : job)) }
      : page,
  );

/** The state of all jobs that a query finds, where they share one. */
export const stateIn = ({ state, retries }: JobQuery): JobState | undefined =>
  retries ? "scheduled" : state;

/** Whether a commit may have changed what a query finds, or what is shown of it. */
export function concerns(notice: Notice, query: JobQuery, pages: readonly ListPage[]): boolean {
  if (notice.type === "many") return true;
  if (notice.type !== "job") return false;
  const state = stateIn(query);
  const other = (pattern: string | undefined, text: string): boolean =>
    pattern !== undefined && !pattern.includes("*") && pattern !== text;
  if (other(query.queue, notice.queue) || other(query.name, notice.name)) return false;
  return !state || notice.state === state || notice.previous === state || shows(pages, notice.id);
}
