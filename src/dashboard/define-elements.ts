import { AskDialog } from "./elements/ask-dialog.ts";
import { BulkBar } from "./elements/bulk-bar.ts";
import { FirstJob } from "./elements/first-job.ts";
import { HelpDialog } from "./elements/help-dialog.ts";
import { HistoryGraph } from "./elements/history-graph.ts";
import { JobBadge } from "./elements/job-badge.ts";
import { JobCounters } from "./elements/job-counters.ts";
import { JobList } from "./elements/job-list.ts";
import { JobProgress } from "./elements/job-progress.ts";
import { JobTable } from "./elements/job-table.ts";
import { JobTime } from "./elements/job-time.ts";
import { LiveGraph } from "./elements/live-graph.ts";
import { NavBar } from "./elements/nav-bar.ts";
import { SearchBox } from "./elements/search-box.ts";
import { SettingsMenu } from "./elements/settings-menu.ts";
import { StateTabs } from "./elements/state-tabs.ts";
import { ToastStack } from "./elements/toast-stack.ts";
import { JobDashboard } from "./job-dashboard.ts";
import { JobDetailsPage } from "./pages/job-page.ts";
import { JobsPage } from "./pages/jobs-page.ts";
import { OverviewPage } from "./pages/overview-page.ts";
import { QueuesPage } from "./pages/queues-page.ts";
import { RecurringPage } from "./pages/recurring-page.ts";
import { ServersPage } from "./pages/servers-page.ts";
import { AttentionPanel } from "./panels/attention-panel.ts";
import { ErrorPanel } from "./panels/error-panel.ts";
import { StateTimeline } from "./panels/state-timeline.ts";
import { ValueTree } from "./panels/value-tree.ts";

/** Every element and its tag. The first four and the last are public; the others live inside a dashboard. */
const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-badge": JobBadge,
  "job-progress": JobProgress,
  "job-counters": JobCounters,
  "job-list": JobList,
  "job-time": JobTime,
  "job-table": JobTable,
  "job-value": ValueTree,
  "job-error": ErrorPanel,
  "job-timeline": StateTimeline,
  "job-attention-panel": AttentionPanel,
  "job-history-graph": HistoryGraph,
  "job-live-graph": LiveGraph,
  "job-state-tabs": StateTabs,
  "job-search-box": SearchBox,
  "job-bulk-bar": BulkBar,
  "job-nav-bar": NavBar,
  "job-settings-menu": SettingsMenu,
  "job-toast-stack": ToastStack,
  "job-ask-dialog": AskDialog,
  "job-help-dialog": HelpDialog,
  "job-first-job": FirstJob,
  "job-overview-page": OverviewPage,
  "job-jobs-page": JobsPage,
  "job-details-page": JobDetailsPage,
  "job-recurring-page": RecurringPage,
  "job-queues-page": QueuesPage,
  "job-servers-page": ServersPage,
  "job-dashboard": JobDashboard,
};

/** Registers every element, once; a tag that is taken is left alone. */
export function defineElements(): void {
  for (const [tag, element] of Object.entries(ELEMENTS))
    if (!customElements.get(tag)) customElements.define(tag, element);
}
