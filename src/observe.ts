export {
  observeJob,
  observeJobs,
  observeProgress,
  observeStatistics,
  type ProgressView,
} from "./observe/observe-jobs.ts";
export type { Observable, Observed } from "./observe/observed.ts";
