export type { ProgressView } from "./observe/observe-jobs.ts";
export type { Observed } from "./observe/observed.ts";
export { type JobStores, jobStores, type ReadableStore } from "./observe/svelte.ts";
