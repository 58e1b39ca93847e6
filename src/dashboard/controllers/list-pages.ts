import type { Job, JobProgress } from "../../job/job.ts";

/** Pages that have rows in the document; the others are a blank of the same height and hold no jobs. */
const WINDOW = 4;

/** A page of the list, in the order of the list. */
export interface ListPage {
  /** Where it begins; absent for the first. */
  after: string | undefined;
  /** Empty once it has been let go. */
  jobs: readonly Job[];
  next: string | undefined;
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
