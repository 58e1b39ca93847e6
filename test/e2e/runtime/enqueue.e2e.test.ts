import { expect, test } from "vitest";
import { setScene } from "./scene.ts";

const scene = setScene();

test("a job enqueued on the first visit, before the worker is in charge, is run in the service worker", async () => {
  const page = await scene.openApp();
  const outcome = await page.evaluate(async () => {
    const controlled = navigator.serviceWorker.controller !== null;
    const id = await app.client.enqueue(app.jobs.task, {});
    const result = await app.client.result(id);
    return { controlled, id, result, job: await app.client.get(id), told: app.told };
  });

  expect(outcome.controlled).toBe(false);
  expect(outcome.result).toEqual({ where: "service-worker v1", attempt: 1 });
  expect(outcome.job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0, waitingFor: [] });
  expect(outcome.job?.history.map(({ state }) => state)).toEqual(["enqueued", "processing", "succeeded"]);
  const types = outcome.told.filter(({ id }) => id === outcome.id).map(({ type }) => type);
  expect(types).toEqual(["enqueued", "processing", "succeeded"]);
  expect(scene.server.entries.filter(({ type }) => type !== "tick").map(({ type }) => type)).toEqual([
    "begin",
    "end",
  ]);
});

test("a reload in the middle of a job doesn't disturb it", async () => {
  const page = await scene.openApp();
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "reloaded" }));
  await scene.server.begun(id);
  await page.reload();
  const running = await page.evaluate((job) => app.client.get(job), id);
  expect(running).toMatchObject({ state: "processing", attempt: 1 });

  scene.server.open("reloaded");
  await page.evaluate((job) => app.client.result(job), id);
  const job = await page.evaluate((each) => app.client.get(each), id);
  expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0 });
  expect(scene.server.of("begin")).toHaveLength(1);
  expect(scene.server.of("end")).toHaveLength(1);
});

test("a job is done although its tab is closed as soon as its id was answered, and no other is open", async () => {
  const page = await scene.openApp();
  await scene.elsewhere();
  const id = await page.evaluate(async () => {
    await app.client.ready;
    return app.client.enqueue(app.jobs.task, {});
  });
  await page.close();
  await scene.server.when(() => scene.server.of("end", id).length === 1);

  const later = await scene.openApp();
  await later.evaluate((job) => app.client.result(job), id);
  expect(scene.server.of("begin")).toHaveLength(1);
});

test("a tab closed on its first visit, right after the id was answered, has its job done at the next visit", async () => {
  const page = await scene.openApp();
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, {}));
  await page.close();
  const later = await scene.openApp();
  await later.evaluate((job) => app.client.result(job), id);
  expect(scene.server.of("end", id)).toHaveLength(1);
});

test("enqueueing and listing agree over two tabs: events, statistics and lists are the same everywhere", async () => {
  const [first, second] = [await scene.openApp(), await scene.openApp()];
  await second.evaluate(() => app.client.ready);
  const ids = await first.evaluate(() =>
    app.client.enqueueMany([
      { job: app.jobs.task, args: {} },
      { job: app.jobs.task, args: { failures: 9 }, options: { retry: false } },
      { job: app.jobs.task, args: {}, when: { delay: "1h" } },
    ]),
  );
  const told = await second.evaluate(async () => {
    await Promise.all([app.event("succeeded"), app.event("failed"), app.event("scheduled")]);
    return app.told;
  });
  expect(told.find(({ type }) => type === "succeeded")?.id).toBe(ids[0]);
  expect(told.find(({ type }) => type === "failed")?.id).toBe(ids[1]);
  expect(told.find(({ type }) => type === "scheduled")?.id).toBe(ids[2]);
  const counted = {
    enqueued: 0,
    scheduled: 1,
    processing: 0,
    succeeded: 1,
    failed: 1,
    deleted: 0,
    servers: 1,
  };
  for (const page of [first, second]) {
    expect(await page.evaluate(() => app.client.monitor.statistics())).toMatchObject(counted);
    const states = await page.evaluate(async () => (await app.all()).map(({ id, state }) => [id, state]));
    expect(Object.fromEntries(states)).toEqual({
      [ids[0]!]: "succeeded",
      [ids[1]!]: "failed",
      [ids[2]!]: "scheduled",
    });
  }
  const failure = first.evaluate((id) => app.client.result(id), ids[1]!);
  await expect(failure).rejects.toThrow("Attempt 1 was told to fail.");
});

test("a job that doesn't fit the site's quota is refused with what to do, and freed space is enough", async () => {
  const page = await scene.elsewhere();
  const session = await scene.context.newCDPSession(page);
  const { origin } = scene.server;
  // Set for the site's own process, and before its first transaction: the browser remembers for a while how much room
  // there was.
  await page.goto(`${origin}/none`);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 200_000 });
  await page.goto(`${origin}/page.html`);
  // Together more than there is, each small enough to be kept in the record: what is bigger is checked later.
  const enqueueMegabyte = () =>
    page.evaluate(async () => {
      const gate = "x".repeat(50_000);
      try {
        const ids = await app.client.enqueueMany(
          Array.from({ length: 40 }, () => ({ job: app.jobs.task, args: { gate } })),
        );
        return { ids: ids.length };
      } catch (error) {
        const { name, message } = error as Error;
        return { name, message, jobs: (await app.all()).length };
      }
    });
  expect(await enqueueMegabyte()).toMatchObject({
    name: "StorageFullError",
    message: expect.stringContaining("is full"),
    jobs: 0,
  });
  await session.send("Storage.overrideQuotaForOrigin", { origin });
  expect(await enqueueMegabyte()).toEqual({ ids: 40 });
});
