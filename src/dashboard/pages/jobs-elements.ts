import { BulkBar } from "../elements/bulk-bar.ts";
import { JobTable } from "../elements/job-table.ts";
import { SearchBox } from "../elements/search-box.ts";
import { StateTabs } from "../elements/state-tabs.ts";
import { ErrorPanel } from "../panels/error-panel.ts";
import { JobsPage } from "./jobs-page.ts";

/** What the lists of jobs are made of; fetched together. */
export const JOBS_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-jobs-page": JobsPage,
  "job-table": JobTable,
  "job-state-tabs": StateTabs,
  "job-search-box": SearchBox,
  "job-bulk-bar": BulkBar,
  "job-error": ErrorPanel,
};
