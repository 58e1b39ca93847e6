import { AttemptBars } from "../panels/attempt-bars.ts";
import { ErrorPanel } from "../panels/error-panel.ts";
import { LogPanel } from "../panels/log-panel.ts";
import { RelationGraph } from "../panels/relation-graph.ts";
import { StateTimeline } from "../panels/state-timeline.ts";
import { ValueTree } from "../panels/value-tree.ts";
import { JobDetailsPage } from "./job-page.ts";

/** What the page of one job is made of; fetched together. */
export const JOB_PAGE_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-attempts": AttemptBars,
  "job-details-page": JobDetailsPage,
  "job-error": ErrorPanel,
  "job-log": LogPanel,
  "job-relations": RelationGraph,
  "job-timeline": StateTimeline,
  "job-value": ValueTree,
};
