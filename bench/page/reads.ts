import { createClient, defineJob } from "../../src/index.ts";
import { fresh, remove } from "../measures/databases.ts";
import { argsOf, rawJobs } from "../measures/lives.ts";
import { RawQueue } from "../measures/raw-limit.ts";
import { activeWorker } from "./worker.ts";

const email = defineJob<{ to: string; template: string; n: number }>("send-email");

/** µs for each of so many. */
async function each(count: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return ((performance.now() - begun) / count) * 1_000;
}

async function oneByOne(count: number, read: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n++) await read(n);
}

export const reads = {
  /** Reading jobs that have ended, one after another and all at once, and waiting for the results of as many; µs a job. */
  async reading({ jobs, samples }: { jobs: number; samples: number }) {
    const client = createClient({ serviceWorker: "/sw.js" });
    await client.ready;
    await activeWorker();
    const requests = Array.from({ length: jobs }, (_, n) => ({ job: email, args: argsOf(n) }));
    const ids = await client.enqueueMany(requests);
    const all = <T>(read: (id: string) => Promise<T>) => each(jobs, () => Promise.all(ids.map(read)));
    const results = await all((id) => client.result(id));
    const one = await each(samples, () => oneByOne(samples, (n) => client.get(ids[n]!)));
    const atOnce = await all((id) => client.get(id));
    await client.close();
    return { results, one, atOnce };
  },

  /** The same rows with the least work there is: a transaction for each, and one for all. */
  async rawReading({ jobs, samples }: { jobs: number; samples: number }) {
    const name = fresh();
    const queue = await RawQueue.open(name);
    const rows = rawJobs(jobs);
    await queue.bulk(rows, 1_000);
    const find = (n: number) => queue.find(rows[n]!.sequence, rows[n]!.id);
    const one = await each(samples, () => oneByOne(samples, find));
    const atOnce = await each(jobs, () => Promise.all(rows.map((_, n) => find(n))));
    const shared = await each(jobs, () => queue.findAll(rows));
    queue.close();
    await remove(name);
    return { one, atOnce, shared };
  },
};
