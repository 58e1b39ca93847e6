import "./dashboard/define-elements.ts";

export type { ActionName, Authorize, Subject } from "./dashboard/actions/action.ts";
export { JobBadge } from "./dashboard/elements/job-badge.ts";
export { JobCounters } from "./dashboard/elements/job-counters.ts";
export { JobList } from "./dashboard/elements/job-list.ts";
export { JobProgress } from "./dashboard/elements/job-progress.ts";
export { ActionEvent, JobSelectedEvent, NavigateEvent } from "./dashboard/events.ts";
export { JobDashboard } from "./dashboard/job-dashboard.ts";
export type { JobRenderer, Renderers } from "./dashboard/renderers.ts";
export type { Route, View } from "./dashboard/routes.ts";
