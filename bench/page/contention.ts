import { createClient, defineJob } from "../../src/index.ts";
import { argsOf } from "../measures/lives.ts";
import { activeWorker } from "./worker.ts";

const email = defineJob<{ to: string; template: string; n: number }>("send-email");
const mine = defineJob<{ n: number }>("mine", { queue: "mine" });

export const contention = {
  /**
   * The page's own enqueue and read while the worker drains, and while nothing runs; milliseconds each.
   */
  async whileDraining({ jobs, samples }: { jobs: number; samples: number }) {
    const client = createClient({ serviceWorker: "/sw.js" });
    await client.ready;
    await activeWorker();
    const look = async (count: () => boolean): Promise<{ enqueue: number[]; read: number[] }> => {
      const times = { enqueue: [] as number[], read: [] as number[] };
      while (count() && times.enqueue.length < samples) {
        const begun = performance.now();
        const id = await client.enqueue(mine, { n: 1 });
        const stored = performance.now();
        await client.get(id);
        times.enqueue.push(stored - begun);
        times.read.push(performance.now() - stored);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return times;
    };
    const idle = await look(() => true);
    for (let i = 0; i < jobs; i += 1_000) {
      const size = Math.min(1_000, jobs - i);
      await client.enqueueMany(Array.from({ length: size }, (_, n) => ({ job: email, args: argsOf(i + n) })));
    }
    let waiting = jobs;
    const stop = setInterval(async () => {
      const { enqueued } = await client.monitor.statistics();
      waiting = enqueued;
    }, 200);
    const busy = await look(() => waiting > samples * 3);
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
