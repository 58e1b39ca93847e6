import { html, type TemplateResult } from "lit";
import type { Statistics } from "../../monitor/monitor-api.ts";
import type { Board } from "../board.ts";
import type { Route, View } from "../routes.ts";

/** What a page is given. */
export interface PageInput {
  board: Board;
  route: Route;
  statistics: Statistics | undefined;
}

/** The page of each view. */
export const PAGES: Readonly<Record<View, (input: PageInput) => TemplateResult>> = {
  overview: ({ board, statistics }) =>
    html`<job-overview-page .board=${board} .statistics=${statistics}><slot name="overview" slot="overview"></slot></job-overview-page>`,
  jobs: ({ board, route, statistics }) =>
    html`<job-jobs-page .board=${board} .state=${route.state} .search=${route.search} .statistics=${statistics}></job-jobs-page>`,
  recurring: ({ board }) => html`<job-recurring-page .board=${board}></job-recurring-page>`,
  queues: ({ board }) => html`<job-queues-page .board=${board}></job-queues-page>`,
  servers: ({ board }) => html`<job-servers-page .board=${board}></job-servers-page>`,
  job: ({ board, route }) =>
    html`<job-details-page .board=${board} .jobId=${route.jobId ?? ""}><slot name="job" slot="job"></slot></job-details-page>`,
};
