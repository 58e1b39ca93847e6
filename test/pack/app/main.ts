import { createClient } from "slowmatch";
import "slowmatch/dashboard";
import { greet } from "./jobs.ts";

const jobs = createClient({ serviceWorker: "/sw.js" });

const run = async (): Promise<void> => {
  const id = await jobs.enqueue(greet, { name: "Ada" });
  const { greeting, where } = await jobs.result(id, { timeout: "20s" });
  const job = await jobs.get(id);
  Object.assign(document.body.dataset, { state: job?.state, greeting, where, done: "yes" });
};

run().catch((error: unknown) => {
  Object.assign(document.body.dataset, { error: String(error), done: "no" });
});
