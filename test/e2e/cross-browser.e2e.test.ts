import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, type Found, firefox, type Tab, webKit } from "../support/other-engines.ts";
import { LedgerServer } from "./runtime/ledger-server.ts";

const engines: [string, Found][] = [
  ["Firefox", firefox()],
  ["WebKitGTK", webKit()],
];

let server: LedgerServer;
let engine: Engine;

for (const [name, found] of engines) {
  if ("missing" in found)
    test(`${name} was not found, so nothing is known of it here: ${found.missing}`, () => {
      // `npm run test:engines` promises that both are looked at.
      expect(process.env["SLOWMATCH_ENGINES"]).not.toBe("required");
      expect(found.missing).toContain("looked at");
    });
  else
    describe(`in ${name}`, () => {
      beginAndEnd(found.start);
      smoke();
    });
}

const restless = firefox(4_000);
if ("start" in restless)
  describe("in Firefox, where a worker lives for four seconds at most", () => {
    beginAndEnd(restless.start);
    shortLives();
  });

function beginAndEnd(start: () => Promise<Engine>): void {
  beforeAll(async () => {
    server = await new LedgerServer().start();
    engine = await start();
    await engine.goto(`${server.origin}/page.html`);
  });
  afterAll(async () => {
    await engine?.close();
    await server.close();
  });
}

function shortLives(): void {
  test("a job that was cut off is done again at once, and counts as one attempt", async () => {
    const id = await engine.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "long" }));
    await server.begun(id);
    await server.begun(id, 2);
    server.open("long");
    expect(await engine.evaluate((job) => app.client.result(job), id)).toMatchObject({ attempt: 1 });
    const job = await engine.evaluate((each) => app.client.get(each), id);
    expect(job?.interruptions).toBeGreaterThanOrEqual(1);
    expect(server.of("end", id)).toHaveLength(1);
  });

  test("a worker that was ended is started for what is due", async () => {
    const { id, due } = await engine.evaluate(async () => {
      const at = Date.now() + 6_000;
      return { id: await app.client.schedule(app.jobs.task, {}, { at }), due: at };
    });
    const { at } = await server.begun(id);
    expect(at).toBeGreaterThanOrEqual(due);
    expect(at - due).toBeLessThan(2_000);
    await engine.evaluate((job) => app.client.result(job), id);
  });
}

function smoke(): void {
  test("says what it is", () => {
    expect(engine.version).toMatch(/\d/);
    console.info(`      ${engine.version}`);
  });

  test("a job enqueued on the first visit is run in the service worker, and the page hears of it", async () => {
    const outcome = await engine.evaluate(async () => {
      const id = await app.client.enqueue(app.jobs.task, {});
      const result = await app.client.result(id);
      const job = await app.client.get(id);
      const told = app.told.filter((each) => each.id === id).map(({ type }) => type);
      return { result, told, states: job?.history.map(({ state }) => state) };
    });
    expect(outcome.result).toEqual({ where: "service-worker v1", attempt: 1 });
    expect(outcome.told).toEqual(["enqueued", "processing", "succeeded"]);
    expect(outcome.states).toEqual(["enqueued", "processing", "succeeded"]);
  });

  test("a scheduled job and a retry run on time", async () => {
    const { id, due } = await engine.evaluate(async () => {
      const at = Date.now() + 1_000;
      return { id: await app.client.schedule(app.jobs.task, { failures: 1 }, { at }), due: at };
    });
    const [first, second] = [await server.begun(id), await server.begun(id, 2)];
    expect(first.at).toBeGreaterThanOrEqual(due);
    expect(first.at - due).toBeLessThan(2_000);
    expect(second.at - first.at).toBeGreaterThanOrEqual(1_000);
    expect(second.at - first.at).toBeLessThan(3_000);
    expect(await engine.evaluate((job) => app.client.result(job), id)).toMatchObject({ attempt: 2 });
  });

  test("a reload in the middle of a job doesn't disturb it", async () => {
    const id = await engine.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "reloaded" }));
    await server.begun(id);
    await engine.goto(`${server.origin}/page.html?again`);
    expect(await engine.evaluate((job) => app.client.get(job), id)).toMatchObject({ state: "processing" });
    server.open("reloaded");
    expect(await engine.evaluate((job) => app.client.result(job), id)).toMatchObject({ attempt: 1 });
    expect(server.of("begin", id)).toHaveLength(1);
  });

  test("a server in the page and the worker share 100 jobs, each done once", async () => {
    const count = await engine.evaluate(async () => {
      await app.startServer().ready;
      const ids = await Promise.all(Array.from({ length: 100 }, () => app.client.enqueue(app.jobs.task, {})));
      await Promise.all(ids.map((id) => app.client.result(id)));
      return ids.length;
    });
    const ends = server.of("end").flatMap((entry) => ("job" in entry ? [entry.job] : []));
    expect(new Set(ends).size).toBe(ends.length);
    expect(ends.length).toBeGreaterThanOrEqual(count);
    const statistics = await engine.evaluate(() => app.client.monitor.statistics());
    expect(statistics).toMatchObject({ processing: 0, enqueued: 0, failed: 0 });
  });

  test("a chain of 20 continuations hands its results on", async () => {
    const last = await engine.evaluate(async () => {
      let id = await app.client.enqueue(app.jobs.addOne);
      for (let i = 1; i < 20; i++) id = await app.client.continueWith(id, app.jobs.addOne);
      return app.client.result(id);
    });
    expect(last).toBe(20);
  });

  test("two tabs hear of each other's jobs, and their lists agree", async () => {
    const other = await engine.openTab();
    await other.goto(`${server.origin}/page.html?other`);
    await other.evaluate(() => app.client.ready);
    const id = await engine.evaluate(async () => {
      const job = await app.client.enqueue(app.jobs.task, {});
      await app.client.result(job);
      return job;
    });
    const seen = await other.evaluate(async (job) => {
      await app.client.result(job);
      // What is told comes by another way than what is read, and may come later.
      const isTold = (): boolean => app.told.some(({ id, type }) => id === job && type === "succeeded");
      while (!isTold())
        await new Promise((resolve) => app.client.addEventListener("succeeded", resolve, { once: true }));
      const ids = (await app.all()).map((each) => each.id);
      return { told: app.told.filter((each) => each.id === job).map(({ type }) => type), count: ids.length };
    }, id);
    expect(seen.told).toEqual(["enqueued", "processing", "succeeded"]);
    expect(await engine.evaluate(async () => (await app.all()).length)).toBe(seen.count);
    await other.close();
  });

  // A context that writes alone counts on the numbers that the browser gives to rows: never one twice.
  test("bursts of awaited calls from two tabs are counted as they are listed", async () => {
    const burst = (count: number): Promise<void> =>
      (async () => {
        for (let i = 0; i < count; i++) await app.client.enqueue(app.jobs.task, {}, { queue: "burst" });
      })();
    await engine.evaluate(() => app.client.pauseQueue("burst"));
    const other = await engine.openTab();
    await other.goto(`${server.origin}/page.html?burst`);
    await other.evaluate(() => app.client.ready);

    for (let i = 0; i < 3; i++) for (const tab of [engine, other]) await tab.evaluate(burst, 15);
    await Promise.all([engine.evaluate(burst, 20), other.evaluate(burst, 20)]);

    const seen = await engine.evaluate(async () => {
      const { length } = (await app.all()).filter(({ queue }) => queue === "burst");
      const queues = await app.client.monitor.queues();
      return { length, counted: queues.find(({ name }) => name === "burst")?.length };
    });
    expect(seen).toEqual({ length: 130, counted: 130 });
    await engine.evaluate(() => app.client.clear({ queue: "burst", state: "enqueued" }));
    await other.close();
  });

  // A server is told of a job while its commit is under way, and not again: its look must wait for that commit.
  test("each of 100 jobs that follow one another is begun by another tab, which hears of it once", async () => {
    await engine.goto(`${server.origin}/page.html?worker=none`);
    await engine.evaluate(() => app.client.ready);
    const other = await engine.openTab();
    await other.goto(`${server.origin}/page.html?worker=none`);
    await other.evaluate(() => app.startServer({ pageOnly: true }).ready);

    const states = await engine.evaluate(async () => {
      const seen = new Set<string | undefined>();
      for (let i = 0; i < 100; i++) {
        const id = await app.client.enqueue(app.jobs.pageTask, {});
        await app.client.result(id);
        seen.add((await app.client.get(id))?.state);
      }
      return [...seen];
    });

    expect(states).toEqual(["succeeded"]);
    await other.close();
  });

  test.each([
    ["closed", (tab: Tab) => tab.close()],
    ["left, and may be kept aside,", (tab: Tab) => tab.goto("about:blank")],
  ] as const)(
    "a job whose tab is %s in the middle of it goes on in another, and counts as one attempt",
    async (how, leave) => {
      // A page server of the test before would take the job at once.
      await engine.goto(`${server.origin}/page.html`);
      await engine.evaluate(() => app.client.ready);
      const other = await engine.openTab();
      await other.goto(`${server.origin}/page.html?worker=none`);
      await other.evaluate(() => app.startServer({ pageOnly: true }).ready);
      const id = await engine.evaluate((gate) => app.client.enqueue(app.jobs.pageTask, { gate }), how);
      await server.begun(id);
      await engine.evaluate(() => app.startServer({ pageOnly: true }).ready);

      await leave(other);
      const closed = Date.now();
      const again = await server.begun(id, 2);
      expect(again.at - closed).toBeLessThan(5_000);
      server.open(how);
      await engine.evaluate((job) => app.client.result(job), id);
      const job = await engine.evaluate((each) => app.client.get(each), id);
      expect(job?.attempt).toBe(1);
      // Whether a closing tab can still say that it goes is the engine's affair, and the moment's.
      expect(job?.interruptions).toBeLessThanOrEqual(1);
    },
  );
}
