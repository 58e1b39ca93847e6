import { defineElements } from "./dashboard/define-elements.ts";
import { JobBadge } from "./dashboard/elements/job-badge.ts";
import { JobCounters } from "./dashboard/elements/job-counters.ts";
import { JobList } from "./dashboard/elements/job-list.ts";
import { JobProgress } from "./dashboard/elements/job-progress.ts";
import { ActionEvent, JobSelectedEvent, NavigateEvent } from "./dashboard/events.ts";
import { JobDashboard } from "./dashboard/job-dashboard.ts";

export type { ActionName, Authorize, Subject } from "./dashboard/actions/action.ts";
export type { Route, View } from "./dashboard/routes.ts";
export {
  ActionEvent,
  JobBadge,
  JobCounters,
  JobDashboard,
  JobList,
  JobProgress,
  JobSelectedEvent,
  NavigateEvent,
};

declare global {
  interface HTMLElementTagNameMap {
    "job-badge": JobBadge;
    "job-counters": JobCounters;
    "job-dashboard": JobDashboard;
    "job-list": JobList;
    "job-progress": JobProgress;
  }
}

defineElements();
