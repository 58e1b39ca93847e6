import type { Job } from "../../job/job.ts";
import type { JobQuery, Monitor } from "../../monitor/monitor-api.ts";
import type { ListPage } from "./list-pages.ts";

/** Rows of one read: two screens or so, and one cheap range read of the store. */
export const PAGE_SIZE = 50;

export interface PageRequest {
  monitor: Pick<Monitor, "jobs">;
  query: JobQuery;
  after: string | undefined;
  /** Whether to go on when a stretch has not filled the page. */
  goesOn: () => boolean;
  /** Told of the page as it is, while it isn't full yet. */
  onPart: (part: ListPage) => void;
}

/** One page of a list. What no index serves comes in stretches, until the page is full or the list ends. */
export async function readPage({ monitor, query, after, goesOn, onPart }: PageRequest): Promise<ListPage> {
  const page: ListPage = { after, jobs: [], next: after, count: 0, looked: 0, blank: 0 };
  for (;;) {
    const part = await monitor.jobs({
      ...query,
      limit: PAGE_SIZE - page.count,
      ...(page.next ? { after: page.next } : {}),
    });
    page.jobs = [...page.jobs, ...part];
    page.next = part.next;
    page.count = page.jobs.length;
    page.looked += part.looked;
    if (page.count >= PAGE_SIZE || page.next === undefined || !goesOn()) return page;
    onPart({ ...page });
    await looking();
  }
}

/** Every job that matches, page by page, for an action on all of them. */
export async function* matching(
  monitor: Pick<Monitor, "jobs">,
  query: JobQuery,
): AsyncGenerator<readonly Job[]> {
  let after: string | undefined;
  do {
    const page = await monitor.jobs({ ...query, limit: 250, ...(after ? { after } : {}) });
    yield page;
    after = page.next;
  } while (after !== undefined);
}

/** Nothing is searched for while nobody looks. */
function looking(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) =>
    document.addEventListener("visibilitychange", () => resolve(), { once: true }),
  );
}
