export type { ProgressView } from "./observe/observe-jobs.ts";
export type { Observed } from "./observe/observed.ts";
export { type JobComposables, jobComposables } from "./observe/vue.ts";
