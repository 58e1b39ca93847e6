import { BulkBar } from "../elements/bulk-bar.ts";
import { JobTable } from "../elements/job-table.ts";
import { ErrorPanel } from "../panels/error-panel.ts";
import { RelationGraph } from "../panels/relation-graph.ts";
import { BatchDetailsPage } from "./batch-page.ts";
import { BatchesPage } from "./batches-page.ts";

/** What the batches and the page of one are made of; fetched together. */
export const BATCHES_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-batches-page": BatchesPage,
  "job-batch-page": BatchDetailsPage,
  "job-table": JobTable,
  "job-bulk-bar": BulkBar,
  "job-error": ErrorPanel,
  "job-relations": RelationGraph,
};
