import { RawQueue } from "./raw-limit.ts";
import { Bench, type ClaimDesign, noop } from "./slowmatch.ts";

let serial = 0;
const fresh = (): string => `bench-${Date.now()}-${serial++}`;
const remove = (name: string): Promise<void> =>
  new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = () => resolve();
  });
const argsOf = (n: number) => ({ to: `user${n}@example.com`, template: "welcome", n });

/** Microseconds a job. */
export interface Life {
  enqueue: number;
  drain: number;
}

const measures = {
  async raw({ jobs, claim }: { jobs: number; claim: number }): Promise<Life> {
    const name = fresh();
    const queue = await RawQueue.open(name);
    const now = Date.now();
    const rows = Array.from({ length: jobs }, (_, i) => ({
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
    const begun = performance.now();
    await queue.bulk(rows, 1_000);
    const stored = performance.now();
    await queue.drain(claim, async () => {});
    const drained = performance.now();
    queue.close();
    await remove(name);
    return { enqueue: ((stored - begun) / jobs) * 1e3, drain: ((drained - stored) / jobs) * 1e3 };
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

  /** Enqueue and drain of 1,000 jobs in a store that holds this many finished ones. */
  async growth({ stored }: { stored: number }): Promise<Life> {
    const name = fresh();
    const bench = new Bench(name);
    const requests = (n: number) => Array.from({ length: n }, (_, i) => ({ job: noop, args: argsOf(i) }));
    for (let i = 0; i < stored; i += 5_000)
      await bench.client.enqueueMany(requests(Math.min(5_000, stored - i)));
    await bench.drain(stored);
    const begun = performance.now();
    await bench.client.enqueueMany(requests(1_000));
    const enqueued = performance.now();
    const drained = await bench.drain(1_000);
    await bench.client.close();
    await remove(name);
    return { enqueue: enqueued - begun, drain: drained };
  },
};

/** The host asks by long polling: a debugger at the page would slow what is measured. */
async function serveHost(): Promise<void> {
  for (;;) {
    const { id, measure, input } = await (await fetch("/next")).json();
    let reply: object;
    try {
      reply = {
        id,
        result: await (measures as Record<string, (input: unknown) => Promise<unknown>>)[measure]?.(input),
      };
    } catch (error) {
      reply = { id, error: String((error as Error).stack ?? error) };
    }
    await fetch("/done", { method: "POST", body: JSON.stringify(reply) });
  }
}
void serveHost();
