import type { Page } from "playwright";
import { expect, test } from "vitest";
import { inOwnBrowser } from "./own-browser.ts";
import { setScene } from "./scene.ts";

const scene = setScene();

const deploy = async (page: Page, version: string): Promise<void> => {
  scene.server.version = version;
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
};
const enqueue = (page: Page, gate?: string): Promise<string> =>
  page.evaluate((name) => app.client.enqueue(app.jobs.task, name === undefined ? {} : { gate: name }), gate);
const resultOf = (page: Page, id: string) => page.evaluate((job) => app.client.result(job), id);

test("a new version waits for the running job, takes over, and runs what was enqueued meanwhile", async () => {
  const page = await scene.openApp();
  await page.evaluate(() => app.client.ready);
  const running = await enqueue(page, "old");
  await scene.server.begun(running);
  await deploy(page, "v2");
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    while (!registration?.waiting) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const meanwhile = await enqueue(page);
  expect(await page.evaluate((id) => app.client.get(id), running)).toMatchObject({ state: "processing" });
  expect(await page.evaluate(() => app.told.some(({ type }) => type === "worker-updated"))).toBe(false);

  scene.server.open("old");
  await page.evaluate(() => app.event("worker-updated"));
  expect(await resultOf(page, running)).toEqual({ where: "service-worker v1", attempt: 1 });
  expect(await resultOf(page, meanwhile)).toMatchObject({ attempt: 1 });
  expect(await resultOf(page, await enqueue(page))).toEqual({ where: "service-worker v2", attempt: 1 });
  for (const id of [running, meanwhile]) {
    expect(await page.evaluate((job) => app.client.get(job), id)).toMatchObject({
      interruptions: 0,
      attempt: 1,
    });
    expect(scene.server.of("begin", id)).toHaveLength(1);
  }
});

test("a page that stays open is told of each new version, from its first visit on", async () => {
  const page = await scene.openApp();
  await page.evaluate(() => app.client.ready);
  for (const [nth, version] of ["v2", "v3", "v4"].entries()) {
    await deploy(page, version);
    await page.evaluate((count) => app.event("worker-updated", count), nth + 1);
    expect(await resultOf(page, await enqueue(page))).toEqual({
      where: `service-worker ${version}`,
      attempt: 1,
    });
  }
  expect(await page.evaluate(() => app.told.filter(({ type }) => type === "worker-updated").length)).toBe(3);
});

test("a page that was reloaded past the worker is told of the next version all the same", async () => {
  const page = await scene.openApp();
  await page.evaluate(() => app.client.ready);
  const session = await page.context().newCDPSession(page);
  const loaded = page.waitForEvent("load");
  await session.send("Page.reload", { ignoreCache: true });
  await loaded;
  await page.evaluate(() => app.client.ready);
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();

  await deploy(page, "v2");
  await page.evaluate(() => app.event("worker-updated"));
  expect(await resultOf(page, await enqueue(page))).toMatchObject({ where: "service-worker v2" });
  expect(await page.evaluate(() => app.told.filter(({ type }) => type === "worker-updated").length)).toBe(1);
});

// A worker with a debugger attached that is woken again while it ends is never idle, and the next version waits for that.
test("with manual updates the new version leaves the jobs to the old one until the app lets it in", () =>
  inOwnBrowser(async ({ page, server }) => {
    await page.goto(`${server.origin}/page.html?updates=manual`);
    const done = async () => {
      const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, {}));
      return page.evaluate((job) => app.client.result(job), id);
    };
    await page.evaluate(() => app.client.ready);
    server.version = "v2";
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration?.update();
      while (!registration?.waiting) await new Promise((resolve) => setTimeout(resolve, 20));
    });
    for (let i = 0; i < 10; i++) expect(await done()).toMatchObject({ where: "service-worker v1" });

    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      registration?.waiting?.postMessage({ type: "SKIP_WAITING" });
      await app.event("worker-updated");
    });
    expect(await done()).toMatchObject({ where: "service-worker v2" });
  }));
