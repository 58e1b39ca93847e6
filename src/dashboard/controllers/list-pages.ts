import type { Job, JobProgress } from "../../job/job.ts";
import type { JobNotice, Notice } from "../../job/notice.ts";
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

/** A search that has looked at more than this isn't read anew at every commit: it would never come to an end. */
const CHEAP = 5_000;

export const sumOf = (pages: readonly ListPage[], what: "count" | "looked"): number =>
  pages.reduce((sum, page) => sum + page[what], 0);

/** Reading the pages again would mean searching again. */
export function isDear(pages: readonly ListPage[]): boolean {
  const looked = sumOf(pages, "looked");
  return looked > CHEAP && looked > 2 * sumOf(pages, "count");
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

/** A row's height, pixels, where it can't be measured any more; a guess that is right for most. */
const ROW = 45;

/** What is to be remembered of pages to come back to a job in them: where each begins, and a blank for all but its neighbours. */
export function pagesAround(pages: readonly ListPage[], id: string): ListPage[] {
  const at = pages.findIndex(({ jobs }) => jobs.some((job) => job.id === id));
  return pages.map((page, i) => ({
    ...page,
    jobs: [],
    blank: Math.abs(i - at) > 1 ? page.blank || Math.max(1, page.count * ROW) : 0,
  }));
}

/** The pages that are shown anew, each from where it begins. */
export async function readAgain(
  pages: readonly ListPage[],
  read: (after: string | undefined) => Promise<ListPage>,
): Promise<ListPage[]> {
  const fresh: ListPage[] = [];
  for (const page of pages) {
    const above = fresh.at(-1);
    if (above && above.next === undefined && above.blank === 0) break;
    const after = above && above.blank === 0 ? above.next : page.after;
    fresh.push(page.blank > 0 ? { ...page, after } : await read(after));
  }
  return fresh;
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

export interface Marks {
  /** With progress moved on. */
  pages: readonly ListPage[];
  /** How many jobs have come that are not among the pages. */
  fresh: number;
  /** What has become of those that are; `undefined`: they are where they are shown again. */
  moved: [id: string, state: JobNotice["state"] | undefined][];
}

/** What can be told from notices alone, without reading anything and without moving a row. */
export function marksOf(notices: readonly Notice[], query: JobQuery, pages: readonly ListPage[]): Marks {
  const marks: Marks = { pages, fresh: 0, moved: [] };
  const state = stateIn(query);
  // A notice doesn't say which batch its job is of; nearly all new jobs are of none, or of another.
  const counts = query.batchId === undefined;
  for (const notice of notices) {
    if (notice.type === "many" && counts) marks.fresh += notice.count;
    if (notice.type !== "job") continue;
    const { id, progress } = notice;
    if (notice.state === "progress") {
      if (progress) marks.pages = withProgress(marks.pages, id, progress);
    } else if (shows(pages, id)) {
      const shown = state ?? pages.flatMap(({ jobs }) => jobs).find((job) => job.id === id)?.state;
      marks.moved.push([id, notice.state === shown ? undefined : notice.state]);
    } else if (counts && notice.state === (state ?? "enqueued")) marks.fresh += 1;
  }
  return marks;
}
