import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { RawBrowser, type RawPage } from "../../support/raw-browser.ts";
// Brings the type of what the page offers to the code that is run in it.
import type {} from "./app/places.page.ts";
import { LedgerServer } from "./ledger-server.ts";
import { ENDS_AT_WORD, endAlarm, lockWatched } from "./scene.ts";

// Nothing but these pages is attached here: workers idle out, pages are frozen and kept aside as they are at a user's.

const AT_ONCE = 3_000;
const browser = new RawBrowser();
let server: LedgerServer;
/** Of another origin, so that going there may put a page into the back/forward cache. */
let elsewhere: LedgerServer;

beforeAll(async () => {
  await browser.start();
});
afterAll(async () => {
  await browser.dispose();
});
beforeEach(async () => {
  server = await new LedgerServer().start();
  elsewhere = await new LedgerServer().start();
});
afterEach(async () => {
  await server.close();
  await elsewhere.close();
});

/** A page with a worker, and a tab without one whose server runs a job. */
const jobInTab = async (): Promise<{ page: RawPage; tab: RawPage; id: string }> => {
  const tab = await browser.open(`${server.origin}/page.html?worker=none`);
  await tab.evaluate(() => app.startServer().ready);
  const id = await tab.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "mine" }));
  expect(await server.begun(id)).toMatchObject({ where: "window" });
  const page = await browser.open(`${server.origin}/page.html`);
  // The alarm and the worker watch over the tab's server, which has nothing left to write but its job's end.
  await page.evaluate(lockWatched, ["slowmatch-alarm:", 1]);
  await page.evaluate(lockWatched, ["server-", 3]);
  await tab.evaluate((job) => app.client.get(job), id);
  return { page, tab, id };
};

const expectGivenBack = async (page: RawPage, id: string): Promise<void> => {
  const job = await page.evaluate((each) => app.client.get(each), id);
  expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0 });
  expect(job?.history[2]?.reason).toMatch(/^Given back/);
};

test("a tab that navigates away lets its jobs go at once, also when the browser keeps it aside", async () => {
  const { page, tab, id } = await jobInTab();
  const leftAt = Date.now();
  await tab.goto(`${elsewhere.origin}/page.html?worker=none`);
  const again = await server.begun(id, 2);
  expect(again).toMatchObject({ where: "service-worker v1" });
  expect(again.at - leftAt).toBeLessThan(AT_ONCE);
  server.open("mine");
  await page.evaluate((job) => app.client.result(job), id);
  await expectGivenBack(page, id);
  await page.close();
  await tab.close();
});

test("a tab that comes back from being kept aside runs jobs again, under a new name", async () => {
  const tab = await browser.open(`${server.origin}/page.html?worker=none`);
  await tab.evaluate(() => app.startServer().ready);
  const serverIds = (): Promise<string[]> =>
    tab.evaluate(async () => (await app.client.monitor.servers()).map(({ id }) => id));
  const [before] = await serverIds();
  await tab.evaluate(() => void Object.assign(globalThis, { kept: true }));
  await tab.goto(`${elsewhere.origin}/page.html?worker=none`);
  const back = new Promise<string>((resolve) => {
    browser.on<{ type: string }>("Page.frameNavigated", ({ type }, sessionId) => {
      if (sessionId === tab.sessionId) resolve(type);
    });
  });
  await tab.evaluate(() => history.back());
  expect(await back).toBe("BackForwardCacheRestore");
  expect(await tab.evaluate(() => "kept" in globalThis)).toBe(true);
  const id = await tab.evaluate(() => app.client.enqueue(app.jobs.task, {}));
  expect(await tab.evaluate((job) => app.client.result(job), id)).toEqual({ where: "window", attempt: 1 });
  const after = await serverIds();
  expect(after).toHaveLength(1);
  expect(after).not.toContain(before);
  await tab.close();
});

test("a frozen tab lets its jobs go before it stands still", async () => {
  const { page, tab, id } = await jobInTab();
  const frozenAt = Date.now();
  await tab.send("Page.setWebLifecycleState", { state: "frozen" });
  const again = await server.begun(id, 2);
  expect(again.at - frozenAt).toBeLessThan(AT_ONCE);
  server.open("mine");
  await page.evaluate((job) => app.client.result(job), id);
  await expectGivenBack(page, id);
  await page.close();
  await tab.close();
});

test("a tab that is frozen again and again over its job, with nobody there to hear of it, interrupts nothing", async () => {
  const tab = await browser.open(`${server.origin}/page.html?worker=none`);
  await tab.evaluate(() => app.startServer().ready);
  const id = await tab.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "mine" }));
  for (let i = 1; i <= 4; i++) {
    await server.begun(id, i);
    await tab.send("Page.setWebLifecycleState", { state: "frozen" });
    await tab.send("Page.setWebLifecycleState", { state: "active" });
  }
  await server.begun(id, 5);
  server.open("mine");
  await tab.evaluate((job) => app.client.result(job), id);
  expect(await tab.evaluate((job) => app.client.get(job), id)).toMatchObject({
    attempt: 1,
    interruptions: 0,
  });
  await tab.close();
});

/** Makes ready what {@link endAlarm} does, and leaves the alarm without a debugger. */
const readyToEnd = async (): Promise<void> => {
  const { targetInfos } = await browser.send<{
    targetInfos: { targetId: string; type: string; url: string }[];
  }>("Target.getTargets");
  const { targetId } = targetInfos.find(
    ({ type, url }) => type === "shared_worker" && url.startsWith(`${server.origin}/`),
  )!;
  const { sessionId } = await browser.send<{ sessionId: string }>("Target.attachToTarget", {
    targetId,
    flatten: true,
  });
  await browser.send("Runtime.evaluate", { expression: ENDS_AT_WORD }, sessionId);
  await browser.send("Target.detachFromTarget", { sessionId });
};

/** The alarm that holds its lock now, by the browser's name for it. */
const alarmIds = (page: RawPage): Promise<unknown> =>
  page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held
      .filter(({ name, mode }) => mode === "exclusive" && name?.startsWith("slowmatch-alarm:"))
      .map(({ clientId }) => clientId);
  });

test("an alarm that dies while a frozen tab waits for its death is replaced", async () => {
  // First in the line of those who wait.
  const frozen = await browser.open(`${server.origin}/page.html`);
  await frozen.evaluate(lockWatched, ["slowmatch-alarm:", 1]);
  const page = await browser.open(`${server.origin}/page.html`);
  await page.evaluate(lockWatched, ["slowmatch-alarm:", 2]);
  const alarms = await alarmIds(page);
  expect(alarms).toHaveLength(1);
  await readyToEnd();
  await frozen.send("Page.setWebLifecycleState", { state: "frozen" });
  await page.evaluate(endAlarm);
  await expect
    .poll(async () => {
      const now = await alarmIds(page);
      return Array.isArray(now) && now.length === 1 && String(now) !== String(alarms);
    })
    .toBe(true);

  // Back again, it watches over the new one.
  await frozen.send("Page.setWebLifecycleState", { state: "active" });
  await frozen.evaluate(lockWatched, ["slowmatch-alarm:", 1]);
  await page.close();
  await frozen.close();
});

test("a server's death is seen although a frozen tab's worker waits for it as well", async () => {
  const mortal = await browser.open(`${server.origin}/places.html`);
  await mortal.evaluate(() => places.startServer().ready);
  const frozen = await browser.open(`${server.origin}/places.html`);
  const kinds = (): Promise<string[]> =>
    frozen.evaluate(async () => (await places.client.monitor.servers()).map(({ kind }) => kind).sort());
  await frozen.evaluate(() => places.startWorker());
  await expect.poll(kinds).toEqual(["dedicated-worker", "service-worker", "window"]);
  const page = await browser.open(`${server.origin}/places.html`);
  const [dead] = await page.evaluate(async () =>
    (await places.client.monitor.servers()).flatMap(({ id, kind }) => (kind === "window" ? id : [])),
  );
  // The worker, and whoever else watches.
  await page.evaluate(lockWatched, [dead!, 2]);
  await frozen.send("Page.setWebLifecycleState", { state: "frozen" });
  // It never answers: the page is gone.
  void mortal.send("Page.crash").catch(() => {});
  const ids = (): Promise<string[]> =>
    page.evaluate(async () => (await places.client.monitor.servers()).map(({ id }) => id));
  await expect.poll(ids, { timeout: AT_ONCE }).not.toContain(dead);
  await page.close();
  await mortal.close();
  await frozen.close();
});

test("a tab that is frozen in the middle of its transactions holds nobody up, and makes them good afterwards", async () => {
  const page = await browser.open(`${server.origin}/page.html`);
  await page.evaluate(() => app.client.ready);
  const tab = await browser.open(`${server.origin}/page.html?worker=none`);
  await tab.evaluate(async () => {
    await app.client.ready;
    const asked: Promise<unknown>[] = [];
    const never = { delay: "1d" } as const;
    // At any moment some transaction of this page is open.
    const ask = (): void => {
      if (asked.length < 2_000) asked.push(app.client.schedule(app.jobs.task, {}, never).finally(ask));
    };
    for (let i = 0; i < 3; i++) ask();
    Object.assign(globalThis, { asked });
  });
  for (let i = 0; i < 8; i++) {
    await tab.send("Page.setWebLifecycleState", { state: "frozen" });
    const frozenAt = Date.now();
    await page.evaluate(() => app.client.enqueue(app.jobs.addOne));
    expect(Date.now() - frozenAt).toBeLessThan(AT_ONCE);
    await tab.send("Page.setWebLifecycleState", { state: "active" });
    await tab.evaluate(() => (globalThis as unknown as { asked: Promise<unknown>[] }).asked.at(-1));
  }
  const stored = await tab.evaluate(async () => {
    const { asked } = globalThis as unknown as { asked: Promise<unknown>[] };
    const ids = await Promise.all(asked);
    const { scheduled } = await app.client.monitor.statistics();
    return { all: scheduled >= ids.length, distinct: new Set(ids).size === ids.length };
  });
  expect(stored).toEqual({ all: true, distinct: true });
  await page.close();
  await tab.close();
});

test("a recurring job that is due in two seconds runs with its only page hidden", async () => {
  const page = await browser.open(`${server.origin}/page.html`);
  await page.evaluate(lockWatched, ["slowmatch-alarm:", 1]);
  const front = await browser.open(`${elsewhere.origin}/page.html?worker=none`);
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe("hidden");
  await page.evaluate(() => app.client.recurring.addOrUpdate("pulse", app.jobs.task, {}, { every: 2_000 }));
  await server.when(() => server.of("end").length === 1);
  expect(await page.evaluate(() => document.visibilityState)).toBe("hidden");
  const run = await page.evaluate(async () => (await app.client.recurring.get("pulse"))?.runs[0]);
  await page.evaluate(() => app.client.recurring.removeIfExists("pulse"));
  const begun = await server.begun(run!.jobId!);
  expect(begun).toMatchObject({ where: "service-worker v1" });
  expect(begun.at - run!.plannedAt).toBeLessThan(AT_ONCE);
  await front.close();
  await page.close();
});

test("a job that needs the app to be visible waits while its only page is hidden, and runs when it is shown", async () => {
  const page = await browser.open(`${server.origin}/page.html`);
  await page.evaluate(lockWatched, ["slowmatch-alarm:", 1]);
  const front = await browser.open(`${elsewhere.origin}/page.html?worker=none`);
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe("hidden");
  const id = await page.evaluate(() =>
    app.client.enqueue(app.jobs.task, {}, { requires: { visible: true } }),
  );
  await expect
    .poll(() => page.evaluate(async (job) => (await app.client.get(job))?.waitingFor, id))
    .toEqual([{ kind: "constraint", detail: "Waiting for the app to be visible." }]);
  await page.evaluate(async () => app.client.result(await app.client.enqueue(app.jobs.addOne)));
  expect(server.of("begin", id)).toEqual([]);

  await page.send("Page.bringToFront");
  expect(await page.evaluate((job) => app.client.result(job), id)).toMatchObject({ attempt: 1 });
  await front.close();
  await page.close();
});
