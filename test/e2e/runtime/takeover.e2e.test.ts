import type { Page } from "playwright";
import { expect, test } from "vitest";
import { crashTab } from "../../support/real-browser.ts";
import { alarmed, alarmRuns, ENDS_AT_WORD, endAlarm, setScene, stopWorkers } from "./scene.ts";

const scene = setScene();

/** Nobody waits for a timeout, a heartbeat or the alarm's rhythm of ten seconds. */
const AT_ONCE = 3_000;

const snapshotOf = (page: Page, id: string) => page.evaluate((job) => app.client.get(job), id);

const expectOneInterruption = async (page: Page, id: string, kind: string): Promise<void> => {
  await page.evaluate((job) => app.client.result(job), id);
  const job = await snapshotOf(page, id);
  expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 1, result: { attempt: 1 } });
  expect(job?.history.map(({ state }) => state)).toEqual([
    "enqueued",
    "processing",
    "enqueued",
    "processing",
    "succeeded",
  ]);
  expect(job?.history[2]?.reason).toBe(`Interrupted: its server (${kind}) is gone.`);
  expect(scene.server.of("begin", id)).toHaveLength(2);
  expect(scene.server.of("end", id)).toHaveLength(1);
};

/** A tab whose server runs a job, while the service worker's four hands are full. */
const jobInTab = async (page: Page, tab: Page): Promise<string> => {
  await page.evaluate(() =>
    app.client.enqueueMany([1, 2, 3, 4].map(() => ({ job: app.jobs.task, args: { gate: "others" } }))),
  );
  await scene.server.when(() => scene.server.of("begin").length === 4);
  await tab.evaluate(() => app.startServer().ready);
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "mine" }));
  const begun = await scene.server.begun(id);
  expect(begun).toMatchObject({ where: "window" });
  scene.server.open("others");
  await scene.server.when(() => scene.server.of("end").length === 4);
  return id;
};

test.each([1, 2])(
  "a worker stopped in the middle of a job: done once more, at once (%i tabs)",
  async (tabs) => {
    const page = await scene.openApp();
    await alarmed(page);
    for (let i = 1; i < tabs; i++) await alarmed(await scene.openApp());
    const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "mine" }));
    await scene.server.begun(id);
    const stoppedAt = Date.now();
    await stopWorkers(page);
    const again = await scene.server.begun(id, 2);
    scene.server.open("mine");
    await expectOneInterruption(page, id, "service-worker");
    expect(again.at - stoppedAt).toBeLessThan(AT_ONCE);
    const { servers, processing, succeeded } = await page.evaluate(() => app.client.monitor.statistics());
    expect({ servers, processing, succeeded }).toEqual({ servers: 1, processing: 0, succeeded: 1 });
  },
);

test("a worker stopped with no page open: its job is done when a page comes, and counts as one attempt", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const other = await scene.elsewhere();
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "mine" }));
  await scene.server.begun(id);
  await page.close();
  await stopWorkers(other);
  const later = await scene.openApp();
  await scene.server.begun(id, 2);
  scene.server.open("mine");
  await expectOneInterruption(later, id, "service-worker");
});

test("a job that keeps killing its worker is stopped after five interruptions", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "never" }));
  for (let i = 1; i <= 5; i++) {
    await scene.server.begun(id, i);
    await stopWorkers(page);
  }
  await expect(page.evaluate((job) => app.client.result(job), id)).rejects.toThrow("context died 5 times");
  expect(await snapshotOf(page, id)).toMatchObject({
    state: "failed",
    interruptions: 5,
    error: { name: "JobInterruptedError" },
  });
  expect(scene.server.of("begin", id)).toHaveLength(5);
});

test("a crashed tab's job is taken over by the service worker at once", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const tab = await scene.openApp();
  const id = await jobInTab(page, tab);
  const crashedAt = Date.now();
  await crashTab(tab);
  const again = await scene.server.begun(id, 2);
  expect(again).toMatchObject({ where: "service-worker v1" });
  expect(again.at - crashedAt).toBeLessThan(AT_ONCE);
  scene.server.open("mine");
  await expectOneInterruption(page, id, "window");
});

test("a closed tab gives its job back, and the worker goes on with it, without an interruption", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const tab = await scene.openApp();
  const id = await jobInTab(page, tab);
  await tab.close();
  await scene.server.begun(id, 2);
  scene.server.open("mine");
  await page.evaluate((job) => app.client.result(job), id);
  expect(await snapshotOf(page, id)).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0 });
  expect(scene.server.of("end", id)).toHaveLength(1);
});

/** A page with a worker that has been stopped, and a tab without one that has a server of its own. */
const besideSleepingWorker = async (pageOnly: boolean): Promise<{ page: Page; tab: Page }> => {
  const page = await scene.openApp();
  await alarmed(page);
  const tab = await scene.openApp("/page.html?worker=none");
  await tab.evaluate((only) => app.startServer({ pageOnly: only }).ready, pageOnly);
  await stopWorkers(page);
  return { page, tab };
};

test.each(["crash", "close"] as const)(
  "a sleeping worker takes over a tab's job at once (%s)",
  async (end) => {
    const { page, tab } = await besideSleepingWorker(false);
    const ticks = scene.server.of("tick").length;
    const id = await tab.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "mine" }));
    expect(await scene.server.begun(id)).toMatchObject({ where: "window" });
    await scene.server.when(() => scene.server.of("tick").length > ticks);
    await stopWorkers(page);
    const endedAt = Date.now();
    await (end === "crash" ? crashTab(tab) : tab.close());
    const again = await scene.server.begun(id, 2);
    expect(again).toMatchObject({ where: "service-worker v1" });
    expect(again.at - endedAt).toBeLessThan(AT_ONCE);
    scene.server.open("mine");
    await page.evaluate((job) => app.client.result(job), id);
    expect(await snapshotOf(page, id)).toMatchObject({ state: "succeeded", attempt: 1 });
  },
);

test("what a tab's handler enqueues wakes a sleeping worker", async () => {
  const { page, tab } = await besideSleepingWorker(true);
  const ticks = scene.server.of("tick").length;
  const id = await tab.evaluate(() => app.client.enqueue(app.jobs.pageTask, { gate: "mine" }));
  await scene.server.begun(id);
  await scene.server.when(() => scene.server.of("tick").length > ticks);
  await stopWorkers(page);
  scene.server.open("mine");
  const child = await tab.evaluate((job) => app.client.result<string>(job), id);
  await scene.server.begun(child);
  await tab.evaluate((job) => app.client.result(job), child);
  expect(await snapshotOf(page, child)).toMatchObject({
    createdBy: id,
    result: { where: "service-worker v1" },
  });
});

/** The alarm that holds its lock now, by the browser's name for it. */
const alarmIds = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.filter(({ name }) => name?.startsWith("slowmatch-alarm:")).map(({ clientId }) => clientId);
  });

/** Makes ready what {@link endAlarm} does, and leaves the alarm without a debugger. */
const readyToEnd = async (page: Page): Promise<void> => {
  const session = await scene.context.browser()!.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const { origin } = new URL(page.url());
  const { targetId } = targetInfos.find(
    ({ type, url }) => type === "shared_worker" && url.startsWith(`${origin}/`),
  )!;
  const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
  const answered = new Promise<void>((resolve) =>
    session.on("Target.receivedMessageFromTarget", ({ message }) => message.includes('"id":1') && resolve()),
  );
  const message = JSON.stringify({
    id: 1,
    method: "Runtime.evaluate",
    params: { expression: ENDS_AT_WORD },
  });
  await session.send("Target.sendMessageToTarget", { sessionId, message });
  await answered;
  await session.send("Target.detachFromTarget", { sessionId });
  await session.detach();
};

test.each(["is ended", "dies with the process of a tab"])(
  "an alarm that %s is replaced by another",
  async (how) => {
    const first = await scene.openApp();
    const second = await scene.openApp();
    await alarmRuns(second, 2);
    const alarms = await alarmIds(second);
    if (how === "is ended") {
      await readyToEnd(second);
      await second.evaluate(endAlarm);
    } else await crashTab(first);
    // Which process the alarm was in is the browser's choice: a tab's death may have spared it.
    if (how === "is ended") await expect.poll(() => alarmIds(second)).not.toEqual(alarms);
    await alarmRuns(second);

    const { id, due } = await second.evaluate(async () => {
      const at = Date.now() + 1_000;
      return { id: await app.client.schedule(app.jobs.task, {}, { at }), due: at };
    });
    await stopWorkers(second);
    const begun = await scene.server.begun(id);
    expect(begun.at).toBeGreaterThanOrEqual(due);
    expect(begun.at - due).toBeLessThan(AT_ONCE);
  },
);

test("deleting a running job aborts its handler's signal in the worker at once", async () => {
  const page = await scene.openApp();
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "never" }));
  await scene.server.begun(id);
  const deleted = await page.evaluate(
    async (job) => ({ at: Date.now(), done: await app.client.delete(job) }),
    id,
  );
  expect(deleted.done).toBe(true);
  const aborted = await scene.server.when(() => scene.server.of("aborted", id)[0]);
  expect(aborted).toMatchObject({ reason: "JobDeletedError", where: "service-worker v1" });
  expect(aborted.at - deleted.at).toBeLessThan(AT_ONCE);
  expect(await snapshotOf(page, id)).toMatchObject({ state: "deleted", interruptions: 0 });
  await expect(page.evaluate((job) => app.client.result(job), id)).rejects.toThrow("was deleted");
  const next = await page.evaluate(() => app.client.enqueue(app.jobs.task, {}));
  await page.evaluate((job) => app.client.result(job), next);
});
