import { define } from "./define.ts";
import { FirstJob } from "./elements/first-job.ts";
import { JobBadge } from "./elements/job-badge.ts";
import { JobCounters } from "./elements/job-counters.ts";
import { JobList } from "./elements/job-list.ts";
import { JobProgress } from "./elements/job-progress.ts";
import { JobTime } from "./elements/job-time.ts";
import { NavBar } from "./elements/nav-bar.ts";
import { SettingsMenu } from "./elements/settings-menu.ts";
import { ToastStack } from "./elements/toast-stack.ts";
import { JobDashboard } from "./job-dashboard.ts";

/** Elements and their tags. The first four and the last are public; the others live inside a dashboard. */
const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-badge": JobBadge,
  "job-progress": JobProgress,
  "job-counters": JobCounters,
  "job-list": JobList,
  "job-time": JobTime,
  "job-nav-bar": NavBar,
  "job-settings-menu": SettingsMenu,
  "job-toast-stack": ToastStack,
  "job-first-job": FirstJob,
  "job-dashboard": JobDashboard,
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

// The one import that does something: what is there from the start; pages that are fetched later register their own.
define(ELEMENTS);
