import PQueue from "p-queue";
import { Queue } from "workbox-background-sync";
import { fresh } from "./databases.ts";
import { argsOf, type Life } from "./lives.ts";

const life = async (
  jobs: number,
  enqueue: () => Promise<unknown>,
  drain: () => Promise<unknown>,
): Promise<Life> => {
  const begun = performance.now();
  await enqueue();
  const stored = performance.now();
  await drain();
  return {
    enqueue: ((stored - begun) / jobs) * 1e3,
    drain: ((performance.now() - stored) / jobs) * 1e3,
  };
};

/** What people use today, on the same jobs. Workbox's queue needs a service worker's globals. */
export const peers = {
  /** As an app uses it: push what failed, replay it to a server, which answers at once. */
  async workbox({ jobs }: { jobs: number }): Promise<Life> {
    const queue = new Queue(fresh(), { onSync: async () => {}, forceSyncFallback: true });
    return life(
      jobs,
      async () => {
        for (let i = 0; i < jobs; i++) {
          const body = JSON.stringify(argsOf(i));
          await queue.pushRequest({ request: new Request("/job", { method: "POST", body }) });
        }
      },
      () => queue.replayRequests(),
    );
  },

  /** The same with a network that costs nothing: its storage alone. */
  async workboxStorage({ jobs }: { jobs: number }): Promise<Life> {
    const { fetch } = globalThis;
    globalThis.fetch = async () => new Response();
    try {
      return await peers.workbox({ jobs });
    } finally {
      globalThis.fetch = fetch;
    }
  },

  /** In memory: nothing survives the tab. For scale. */
  async pQueue({ jobs }: { jobs: number }): Promise<Life> {
    const queue = new PQueue({ concurrency: 4, autoStart: false });
    return life(
      jobs,
      async () => void queue.addAll(Array.from({ length: jobs }, () => async () => {})),
      () => queue.start().onIdle(),
    );
  },
};
