import { HistoryGraph } from "../elements/history-graph.ts";
import { LiveGraph } from "../elements/live-graph.ts";
import { AttentionPanel } from "../panels/attention-panel.ts";
import { OverviewPage } from "./overview-page.ts";

/** What the overview is made of, beside the public elements; fetched together. */
export const OVERVIEW_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-overview-page": OverviewPage,
  "job-history-graph": HistoryGraph,
  "job-live-graph": LiveGraph,
  "job-attention-panel": AttentionPanel,
};
