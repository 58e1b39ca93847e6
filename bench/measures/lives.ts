import { fresh, remove } from "./databases.ts";
import { RawQueue } from "./raw-limit.ts";
import { Bench, type ClaimDesign, noop } from "./slowmatch.ts";

export const argsOf = (n: number) => ({ to: `user${n}@example.com`, template: "welcome", n });

/** Microseconds a job. */
export interface Life {
  enqueue: number;
  drain: number;
}

/** Waiting jobs, as the raw limit stores them. */
export function rawJobs(jobs: number) {
  const now = Date.now();
  return Array.from({ length: jobs }, (_, i) => ({
    id: `${now.toString(36)}${String(i).padStart(17, "0")}`,
    name: "send-email",
    queue: "default",
    state: "enqueued",
    priority: 0,
    sequence: i,
    createdAt: now,
    attempts: 0,
    maxAttempts: 11,
    args: argsOf(i),
  }));
}

let bursting: { name: string; bench: Bench } | undefined;

/** Whole lives of no-op jobs, in whatever context this runs. */
export const lives = {
  async raw({ jobs, claim }: { jobs: number; claim: number }): Promise<Life> {
    const name = fresh();
    const queue = await RawQueue.open(name);
    const rows = rawJobs(jobs);
    const begun = performance.now();
    await queue.bulk(rows, 1_000);
    const stored = performance.now();
    await queue.drain(claim, async () => {});
    const drained = performance.now();
    queue.close();
    await remove(name);
    return { enqueue: ((stored - begun) / jobs) * 1e3, drain: ((drained - stored) / jobs) * 1e3 };
  },

  /** Drains what another context has stored there. */
  async rawDrain({ name }: { name: string }): Promise<object> {
    const queue = await RawQueue.open(name);
    await queue.drain(32, async () => {});
    queue.close();
    return {};
  },

  /** Does a few jobs on a store that others look at. Kept for a minute, so that it stays of a size. */
  async burst({ name, jobs }: { name: string; jobs: number }): Promise<object> {
    if (bursting?.name !== name) {
      await bursting?.bench.client.close();
      bursting = { name, bench: new Bench(name) };
    }
    const { client } = bursting.bench;
    const options = { keep: { succeeded: "1m" } };
    await client.enqueueMany(
      Array.from({ length: jobs }, (_, i) => ({ job: noop, args: argsOf(i), options })),
    );
    await bursting.bench.drain(jobs);
    return {};
  },

  async slowmatch({ jobs, design }: { jobs: number; design: ClaimDesign }): Promise<Life> {
    const name = fresh();
    const bench = new Bench(name, design);
    await bench.client.monitor.statistics();
    const requests = Array.from({ length: jobs }, (_, i) => ({ job: noop, args: argsOf(i) }));
    const begun = performance.now();
    for (let i = 0; i < jobs; i += 1_000) await bench.client.enqueueMany(requests.slice(i, i + 1_000));
    const stored = performance.now();
    const drained = await bench.drain(jobs);
    await bench.client.close();
    await remove(name);
    return { enqueue: ((stored - begun) / jobs) * 1e3, drain: (drained / jobs) * 1e3 };
  },

  /** Enqueues issued at once, each its own call. */
  async coalesced({ jobs }: { jobs: number }): Promise<Life> {
    const name = fresh();
    const bench = new Bench(name);
    await bench.client.monitor.statistics();
    const begun = performance.now();
    await Promise.all(Array.from({ length: jobs }, (_, i) => bench.client.enqueue(noop, argsOf(i))));
    const stored = performance.now();
    await bench.client.close();
    await remove(name);
    return { enqueue: ((stored - begun) / jobs) * 1e3, drain: 0 };
  },

  async oneByOne({ jobs }: { jobs: number }): Promise<Life> {
    const name = fresh();
    const bench = new Bench(name);
    await bench.client.monitor.statistics();
    const begun = performance.now();
    for (let i = 0; i < jobs; i++) await bench.client.enqueue(noop, argsOf(i));
    const stored = performance.now();
    const drained = await bench.drain(jobs);
    await bench.client.close();
    await remove(name);
    return { enqueue: ((stored - begun) / jobs) * 1e3, drain: (drained / jobs) * 1e3 };
  },
};
