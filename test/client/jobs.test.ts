import { createClient } from "../../src/index.ts";
import { createMemoryClient } from "../../src/memory.ts";
import { createServer } from "../../src/server.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { describeJobs } from "./jobs-suite.ts";

useFakeIndexedDB();

describeJobs("the durable client, on IndexedDB", (handlers) => {
  const jobs = createClient({ serviceWorker: false });
  const server = createServer({ handlers });
  return {
    jobs,
    async close() {
      await server.stop({ grace: 0 });
      await jobs.close();
    },
  };
});

describeJobs("the memory client", (handlers) => {
  const jobs = createMemoryClient({ handlers });
  return { jobs, close: () => jobs.close() };
});

describeJobs("the test runtime", (handlers) => {
  const runtime = createTestRuntime({ handlers });
  return { jobs: runtime.jobs, close: () => runtime.close() };
});
