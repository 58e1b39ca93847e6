import { expect, onTestFinished, test } from "vitest";
import { builtIn } from "../../src/client/built-in.ts";
import { EventHub } from "../../src/client/events/event-hub.ts";
import type { Features } from "../../src/client/features.ts";
import { SlowmatchClient } from "../../src/client/job-client.ts";
import { fetched } from "../../src/client/parts/feature.ts";
import { PartNotLoadedError } from "../../src/errors/part-not-loaded.ts";
import { InvalidScheduleError } from "../../src/errors/schedule-errors.ts";
import { defineJob, type JobClient } from "../../src/index.ts";
import { idSource } from "../../src/platform/ids.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { faults, storeOf } from "../support/audit.ts";
import { NOON } from "../support/make-job.ts";

const job = defineJob<{ n: number }>("job");

/** A client as a page has it: nothing but enqueueing is there, and the rest comes when the network lets it. */
class Page {
  /** Parts that were asked for, in order, each time. */
  readonly asked: string[] = [];
  online = true;
  readonly storage: MemoryStorage = new MemoryStorage(new MemoryDatabase());
  readonly client: JobClient;
  #held: Promise<void> | undefined;

  constructor() {
    const { platform } = new VirtualBrowser(new VirtualClock(NOON)).open();
    const all = builtIn();
    const features = Object.fromEntries(
      Object.entries(all).map(([name, { now }]) => [
        name,
        fetched(name, async () => {
          this.asked.push(name);
          await this.#held;
          if (!this.online) throw new TypeError("Failed to fetch dynamically imported module");
          return now;
        }),
      ]),
    ) as unknown as Features;
    this.client = new SlowmatchClient({
      storage: this.storage,
      platform,
      features,
      newId: idSource(platform.clock, platform.random),
      ready: Promise.resolve(),
      events: new EventHub(this.storage),
    });
    onTestFinished(async () => {
      expect(faults(await storeOf(this.storage))).toEqual([]);
      await this.client.close();
    });
  }

  /** From now on what is fetched comes only when the answer is called. */
  hold(): () => void {
    let go = (): void => {};
    this.#held = new Promise((resolve) => {
      go = resolve;
    });
    return go;
  }
}

test("enqueues, schedules, joins and keeps unique without asking for any part, also offline", async () => {
  const { client, asked, ...page } = new Page();
  page.online = false;
  const unique = { key: "k", onConflict: "replace" } as const;
  const limits = {
    concurrency: { key: "c", limit: 1 },
    rateLimit: { key: "r", limit: 1, per: "1m" },
  } as const;
  const a = await client.enqueue(job, { n: 1 }, { unique, ...limits });
  const b = await client.enqueue(job, { n: 2 }, { unique, ...limits });
  await client.schedule(job, { n: 3 }, { delay: "1h" });
  await client.continueWith([b], job, { n: 4 }, { on: "finished" });
  await client.enqueueMany([
    { job, args: { n: 5 } },
    { job, args: { n: 6 }, when: { delay: "1m" } },
  ]);
  expect(a).not.toBe(b);
  expect(asked).toEqual([]);
});

test("fetches a part once, at its first use, whoever asks", async () => {
  const { client, asked } = new Page();
  await Promise.all([client.monitor.statistics(), client.monitor.queues(), client.get("none")]);
  await client.monitor.history({ from: 0, to: 1, resolution: "hour" });
  expect(asked).toEqual(["reading"]);
});

test.each<[string, (client: JobClient) => PromiseLike<unknown>]>([
  ["reading", (client) => client.monitor.statistics()],
  ["reading", (client) => client.get("none")],
  ["recurring", (client) => client.recurring.list()],
  ["recurring", (client) => client.recurring.addOrUpdate("r", job, { n: 1 }, "@daily")],
  ["batches", (client) => client.batch((b) => b.enqueue(job, { n: 1 }))],
  ["batches", (client) => client.batches.get("batch:none")],
  ["commands", (client) => client.delete("none")],
  ["commands", (client) => client.clear()],
  ["commands", (client) => client.hold("auth")],
  ["portable", (client) => client.export()],
  ["portable", async (client) => client.import(await new Page().client.export())],
])(
  "a part that can't be fetched (%s) is told with what to do, and the next call fetches it again",
  async (part, call) => {
    const page = new Page();
    page.online = false;
    const refused = await Promise.resolve(call(page.client)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PartNotLoadedError);
    expect(refused).toMatchObject({
      code: "part-not-loaded",
      details: { part },
      cause: { message: expect.stringContaining("dynamically imported") },
      message: expect.stringMatching(/nothing was done.*Repeat the call.*precache/),
    });
    page.online = true;
    await call(page.client);
    expect(page.asked).toEqual([part, part]);
  },
);

test("keeps what a call was given while its part is on its way", async () => {
  const page = new Page();
  const { client } = page;
  const id = await client.enqueue(job, { n: 1 });
  const other = await client.enqueue(job, { n: 2 });
  const go = page.hold();
  const given = { n: 1 };
  const when = { delay: "1h" };
  const options = { name: "given" };
  const changes = { args: given };
  const expected = { expected: "failed" as string };
  const query = { state: "awaiting" as string };
  const all = Promise.all([
    client.reschedule(id, when),
    client.batch((b) => b.enqueue(job, { n: 3 }), options),
    client.duplicate(other, changes),
    client.delete(other, expected as never),
    client.monitor.jobs(query as never),
    client.recurring.addOrUpdate("r", job, given, "@daily"),
  ]);
  given.n = 5;
  when.delay = "2h";
  options.name = "changed";
  expected.expected = "enqueued";
  query.state = "enqueued";
  go();

  const [, batch, copy, deleted, jobs] = await all;
  expect((await client.get(id))?.scheduledFor).toBe(NOON + 3_600_000);
  expect((await batch.get())?.name).toBe("given");
  expect((await client.get(copy!))?.args).toEqual({ n: 1 });
  expect(deleted).toBe(false);
  expect(jobs).toHaveLength(0);
  expect((await client.recurring.get("r"))?.args).toEqual({ n: 1 });
});

test("goes through an export in pieces while its part is on its way", async () => {
  const { client } = new Page();
  await client.enqueue(job, { n: 1 });
  const pieces: string[] = [];
  for await (const piece of client.export()) pieces.push(piece);
  expect(JSON.parse(pieces.join(""))).toMatchObject({ format: "slowmatch-export" });
});

test("previews a schedule as the first call of its part, and refuses a bad one", async () => {
  const { client, asked } = new Page();
  expect(await client.recurring.preview("@daily", { count: 2 })).toHaveLength(2);
  await expect(client.recurring.preview("61 * * * *")).rejects.toThrow(InvalidScheduleError);
  expect(asked).toEqual(["recurring"]);
});

test("subscribes at once, without a part", async () => {
  const { client, asked } = new Page();
  const seen: number[] = [];
  const stop = client.monitor.subscribe((notices) => seen.push(notices.length));
  await client.enqueue(job, { n: 1 });
  stop();
  await client.enqueue(job, { n: 2 });
  expect(seen).toEqual([1]);
  expect(asked).toEqual([]);
});

test("changes asked for in one go share a transaction, also the first time", async () => {
  const { client, storage } = new Page();
  const ids = await client.enqueueMany([1, 2, 3].map((n) => ({ job, args: { n } })));
  let commits = 0;
  storage.subscribe(() => {
    commits += 1;
  });
  expect(await Promise.all(ids.map((id) => client.delete(id)))).toEqual([true, true, true]);
  expect(commits).toBe(1);
});

test("closing waits for commands whose part is on its way", async () => {
  const page = new Page();
  const id = await page.client.enqueue(job, { n: 1 });
  const go = page.hold();
  const deleted = page.client.delete(id);
  const closed = page.client.close();
  go();
  expect(await deleted).toBe(true);
  await closed;
});
