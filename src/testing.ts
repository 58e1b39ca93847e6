export {
  createTestRuntime,
  type RuntimeServer,
  type TestRuntime,
  type TestRuntimeOptions,
} from "./testing/create-test-runtime.ts";
