export type { ProgressView } from "./observe/observe-jobs.ts";
export type { Observed } from "./observe/observed.ts";
export { type JobHooks, jobHooks } from "./observe/react.ts";
