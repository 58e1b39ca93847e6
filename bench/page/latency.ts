import { createClient, defineJob, handle, type JobClient } from "../../src/index.ts";
import { createServer } from "../../src/server.ts";
import { now, rawPage } from "../measures/raw-path.ts";
import { activeWorker } from "./worker.ts";

const ping = defineJob<{ n: number }>("ping");
const hang = defineJob<{ n: number }>("hang", { retry: false });

const starts = new Map<number, (at: number) => void>();
new BroadcastChannel("bench").onmessage = ({ data: { n, at } }) => starts.get(n)?.(at);
let serial = 0;

/** Milliseconds from the call to the handler's first line. */
async function untilStart(send: (n: number) => Promise<unknown>): Promise<number> {
  const n = ++serial * 1000 + Math.floor(Math.random() * 1000);
  const started = new Promise<number>((resolve) => starts.set(n, resolve));
  const begun = now();
  await send(n);
  const at = await started;
  starts.delete(n);
  return at - begun;
}

let client: JobClient | undefined;
const theClient = (): JobClient => (client ??= createClient({ serviceWorker: "/sw.js" }));

export const latency = {
  /** Enqueue to handler start in the service worker, beside the shortest way; milliseconds each, turn by turn. */
  async starts({ samples }: { samples: number }): Promise<{ ours: number[]; raw: number[] }> {
    const jobs = theClient();
    await jobs.ready;
    const worker = await activeWorker();
    const raw = await rawPage(() => worker.postMessage({ bench: "raw-wake" }));
    const result = { ours: [] as number[], raw: [] as number[] };
    for (let i = -5; i < samples; i++) {
      const ours = await untilStart((n) => jobs.enqueue(ping, { n }));
      const limit = await untilStart(raw);
      if (i < 0) continue;
      result.ours.push(ours);
      result.raw.push(limit);
    }
    return result;
  },

  /** The same once, in whatever state the worker is. */
  async start(): Promise<number> {
    const jobs = theClient();
    await jobs.ready;
    return untilStart((n) => jobs.enqueue(ping, { n }));
  },

  /** When the next handler starts, epoch milliseconds: for a job that another context leaves behind. */
  async nextStart(): Promise<number> {
    return new Promise((resolve) => {
      const channel = new BroadcastChannel("bench");
      channel.onmessage = ({ data }) => {
        channel.close();
        resolve(data.at);
      };
    });
  },

  /** Runs a job in this page that never ends; answers when it has begun. */
  async hang(): Promise<void> {
    const jobs = createClient({ serviceWorker: false });
    let begun = false;
    createServer({
      handlers: [
        handle(hang, () => {
          begun = true;
          return new Promise(() => {});
        }),
      ],
    });
    // The worker takes some of them, and is done with those at once.
    while (!begun) {
      await jobs.result(await jobs.enqueue(hang, { n: 0 }), { timeout: 100 }).catch(() => {});
    }
  },
};
