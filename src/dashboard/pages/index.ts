import { html, type TemplateResult } from "lit";
import type { Statistics } from "../../monitor/monitor-api.ts";
import type { Board } from "../board.ts";
import { define } from "../define.ts";
import { isBatchState, isList, type Route, type View } from "../routes.ts";

/** What a page is given. */
export interface PageInput {
  board: Board;
  route: Route;
  statistics: Statistics | undefined;
}

/** The view of a route. */
export interface Page {
  render: (input: PageInput) => TemplateResult;
  /** Fetches and registers its elements. */
  load: () => Promise<void>;
}

const loadBatches = async (): Promise<void> =>
  define((await import("./batches-elements.ts")).BATCHES_ELEMENTS);

/**
 * The page of each view. The one that is opened first is fetched at once, the others after it is shown. An element that
 * is rendered before it is registered takes up what it was given once it is.
 */
export const PAGES: Readonly<Record<View, Page>> = {
  overview: {
    render: ({ board, statistics }) =>
      html`<job-overview-page .board=${board} .statistics=${statistics}><slot name="overview" slot="overview"></slot></job-overview-page>`,
    load: async () => define((await import("./overview-elements.ts")).OVERVIEW_ELEMENTS),
  },
  jobs: {
    render: ({ board, route, statistics }) =>
      html`<job-jobs-page .board=${board} .state=${isList(route.state) ? route.state : undefined} .search=${route.search} .statistics=${statistics}></job-jobs-page>`,
    load: async () => define((await import("./jobs-elements.ts")).JOBS_ELEMENTS),
  },
  recurring: {
    render: ({ board }) => html`<job-recurring-page .board=${board}></job-recurring-page>`,
    load: async () => define((await import("./recurring-elements.ts")).RECURRING_ELEMENTS),
  },
  batches: {
    render: ({ board, route }) =>
      html`<job-batches-page .board=${board} .state=${isBatchState(route.state) ? route.state : undefined}></job-batches-page>`,
    load: loadBatches,
  },
  batch: {
    render: ({ board, route }) =>
      html`<job-batch-page .board=${board} .batchId=${route.batchId ?? ""}></job-batch-page>`,
    load: loadBatches,
  },
  queues: {
    render: ({ board }) => html`<job-queues-page .board=${board}></job-queues-page>`,
    load: async () => define((await import("./queues-elements.ts")).QUEUES_ELEMENTS),
  },
  servers: {
    render: ({ board }) => html`<job-servers-page .board=${board}></job-servers-page>`,
    load: async () => define((await import("./servers-elements.ts")).SERVERS_ELEMENTS),
  },
  job: {
    render: ({ board, route }) =>
      html`<job-details-page .board=${board} .jobId=${route.jobId ?? ""}><slot name="job" slot="job"></slot></job-details-page>`,
    load: async () => define((await import("./job-page-elements.ts")).JOB_PAGE_ELEMENTS),
  },
};
