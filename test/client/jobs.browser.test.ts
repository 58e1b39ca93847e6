import { createClient } from "../../src/index.ts";
import { createMemoryClient } from "../../src/memory.ts";
import { createServer } from "../../src/server.ts";
import { describeJobs } from "./jobs-suite.ts";

let count = 0;

describeJobs("the durable client, in a browser", (handlers) => {
  const database = `jobs-suite-${count++}`;
  const jobs = createClient({ serviceWorker: false, database });
  const server = createServer({ handlers, database });
  return {
    jobs,
    async close() {
      await server.stop({ grace: 0 });
      await jobs.close();
      indexedDB.deleteDatabase(database);
    },
  };
});

describeJobs("the memory client, in a browser", (handlers) => {
  const jobs = createMemoryClient({ handlers });
  return { jobs, close: () => jobs.close() };
});
