import { HistoryGraph } from "../elements/history-graph.ts";
import { LiveGraph } from "../elements/live-graph.ts";
import { AttentionPanel } from "../panels/attention-panel.ts";
import { FailuresPanel } from "../panels/failures-panel.ts";
import { HealthPanel } from "../panels/health-panel.ts";
import { SlowestPanel } from "../panels/slowest-panel.ts";
import { OverviewPage } from "./overview-page.ts";

/** What the overview is made of, beside the public elements; fetched together. */
export const OVERVIEW_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-overview-page": OverviewPage,
  "job-history-graph": HistoryGraph,
  "job-live-graph": LiveGraph,
  "job-attention-panel": AttentionPanel,
  "job-failures-panel": FailuresPanel,
  "job-health-panel": HealthPanel,
  "job-slowest-panel": SlowestPanel,
};
