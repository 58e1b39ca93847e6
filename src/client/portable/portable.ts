export { exportJobs } from "./export-jobs.ts";
export { importAll } from "./import-jobs.ts";
