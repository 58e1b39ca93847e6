export { createTestRuntime, runJob } from "./testing/create-test-runtime.ts";
export type { JobRun, RunJobOptions } from "./testing/job-run.ts";
export { type MatcherAnswer, type MatcherState, matchers, type Received } from "./testing/matchers.ts";
export type { DeviceState, RuntimeServer, TestRuntime, TestRuntimeOptions } from "./testing/test-runtime.ts";
