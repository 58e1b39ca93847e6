import { pageClient } from "../../src/client/page/page-client.ts";
import { createClient, defineJob } from "../../src/index.ts";
import { argsOf } from "../measures/lives.ts";
import { activeWorker } from "./worker.ts";

const email = defineJob<{ to: string; template: string; n: number }>("send-email");
const mine = defineJob<{ n: number }>("mine", { queue: "mine" });
/** Milliseconds between two calls, so that what one has begun is done before the next. */
const BREATH = 10;

export const early = {
  /**
   * Enqueues of a page that never gets its core, and of a whole client beside it, in turn, while the worker is idle and
   * while it drains; milliseconds each.
   */
  async leavingWhileDraining({ jobs, samples }: { jobs: number; samples: number }) {
    const whole = createClient({ serviceWorker: "/sw.js" });
    await whole.ready;
    await activeWorker();
    const first = pageClient({ serviceWorker: "/sw.js" }, () => new Promise(() => {}));
    const look = async (goesOn: () => boolean) => {
      const times = { left: [] as number[], whole: [] as number[] };
      for (let n = 0; goesOn() && n < samples; n++)
        for (const [name, client] of [["left", first] as const, ["whole", whole] as const]) {
          const begun = performance.now();
          await client.enqueue(mine, { n });
          times[name].push(performance.now() - begun);
          await new Promise((resolve) => setTimeout(resolve, BREATH));
        }
      return times;
    };
    const idle = await look(() => true);
    for (let i = 0; i < jobs; i += 1_000) {
      const size = Math.min(1_000, jobs - i);
      await whole.enqueueMany(Array.from({ length: size }, (_, n) => ({ job: email, args: argsOf(i + n) })));
    }
    let waiting = jobs;
    const stop = setInterval(async () => {
      waiting = (await whole.monitor.statistics()).enqueued;
    }, 200);
    const busy = await look(() => waiting > samples * 4);
    clearInterval(stop);
    await Promise.all([first.close(), whole.close()]);
    return { idle, busy };
  },
};
