import { createClient, defineJob } from "../../src/index.ts";
import { fresh, remove } from "../measures/databases.ts";
import { argsOf, rawJobs } from "../measures/lives.ts";
import { RawQueue } from "../measures/raw-limit.ts";
import { activeWorker, inWorker } from "./worker.ts";

const email = defineJob<{ to: string; template: string; n: number }>("send-email");
const mine = defineJob<{ n: number }>("mine", { queue: "mine" });

/** How long storing and reading take one after another, at most so many times while something goes on. */
async function look(
  goesOn: () => boolean,
  samples: number,
  store: (n: number) => Promise<unknown>,
  read: (n: number) => Promise<unknown>,
): Promise<{ enqueue: number[]; read: number[] }> {
  const times = { enqueue: [] as number[], read: [] as number[] };
  for (let n = 0; goesOn() && n < samples; n++) {
    const begun = performance.now();
    await store(n);
    const stored = performance.now();
    await read(n);
    times.enqueue.push(stored - begun);
    times.read.push(performance.now() - stored);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return times;
}

export const contention = {
  /** The same with the least work there is: what every reader must wait for while somebody writes in batches of 32. */
  async rawWhileDraining({ jobs, samples }: { jobs: number; samples: number }) {
    const name = fresh();
    const queue = await RawQueue.open(name);
    const own = rawJobs(samples * 2).map((job) => ({ ...job, id: `mine${job.id}` }));
    const times = (goesOn: () => boolean, from: number) =>
      look(
        goesOn,
        samples,
        (n) => queue.add(own[from + n]!),
        (n) => queue.find(from + n, own[from + n]!.id),
      );
    const idle = await times(() => true, 0);
    await queue.bulk(rawJobs(jobs), 1_000);
    let drains = true;
    const drained = inWorker("rawDrain", { name }).then(() => {
      drains = false;
    });
    const busy = await times(() => drains, samples);
    await drained;
    queue.close();
    await remove(name);
    return { idle, busy };
  },

  /**
   * The page's own enqueue and read while the worker drains, and while nothing runs; milliseconds each.
   */
  async whileDraining({ jobs, samples }: { jobs: number; samples: number }) {
    const client = createClient({ serviceWorker: "/sw.js" });
    await client.ready;
    await activeWorker();
    let last = "";
    const times = (goesOn: () => boolean) =>
      look(
        goesOn,
        samples,
        async (n) => {
          last = await client.enqueue(mine, { n });
        },
        () => client.get(last),
      );
    const idle = await times(() => true);
    for (let i = 0; i < jobs; i += 1_000) {
      const size = Math.min(1_000, jobs - i);
      await client.enqueueMany(Array.from({ length: size }, (_, n) => ({ job: email, args: argsOf(i + n) })));
    }
    let waiting = jobs;
    const stop = setInterval(async () => {
      const { enqueued } = await client.monitor.statistics();
      waiting = enqueued;
    }, 200);
    const busy = await times(() => waiting > samples * 3);
    clearInterval(stop);
    await client.close();
    return { idle, busy };
  },

  /** Has the service worker do as many jobs. */
  async drainInWorker({ jobs }: { jobs: number }): Promise<void> {
    const client = createClient({ serviceWorker: "/sw.js" });
    await client.ready;
    for (let i = 0; i < jobs; i += 5_000) {
      const size = Math.min(5_000, jobs - i);
      await client.enqueueMany(Array.from({ length: size }, (_, n) => ({ job: email, args: argsOf(i + n) })));
      while ((await client.monitor.statistics()).enqueued > 0) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    await client.close();
  },
};
