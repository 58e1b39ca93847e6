import type { Frame, Page } from "playwright";
import { expect, test } from "vitest";
import { alarmed, setScene } from "./scene.ts";

const scene = setScene();

/** The app in a frame without `allow-same-origin`: whatever belongs to an origin throws there. */
const sandboxed = async (page: Page, path: string): Promise<Frame> => {
  await page.evaluate((url) => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.src = url;
    document.body.append(frame);
  }, path);
  await expect.poll(() => page.frames().length).toBe(2);
  const [, frame] = page.frames();
  await frame!.waitForFunction(() => "app" in globalThis);
  return frame!;
};

test.each(["/page.html", "/page.html?worker=none"])(
  "in a sandboxed frame (%s) every call says that storage is refused, and nothing else goes wrong",
  async (path) => {
    const page = await scene.openApp("/page.html?worker=none");
    const uncaught: string[] = [];
    page.on("pageerror", (error) => uncaught.push(error.message));
    const frame = await sandboxed(page, path);
    const refusals = await frame.evaluate(async () => {
      const { client, jobs } = app;
      const calls = [
        () => client.ready,
        () => client.enqueue(jobs.task, {}),
        () => client.get("any"),
        () => client.monitor.statistics(),
        () => client.clear(),
        () => app.startServer().ready,
      ];
      const found: unknown[] = [];
      for (const call of calls)
        found.push(
          await call().then(
            () => "answered",
            (error: { name: string; code: string }) => `${error.name} ${error.code}`,
          ),
        );
      return found;
    });
    expect(new Set(refusals)).toEqual(new Set(["StorageUnavailableError storage-unavailable"]));
    // The page around it goes on.
    await page.evaluate(() => app.startServer().ready);
    const id = await page.evaluate(() => app.client.enqueue(app.jobs.addOne));
    await page.evaluate((job) => app.client.result(job), id);
    expect(uncaught).toEqual([]);
  },
);

test("in a sandboxed frame a client in memory runs its jobs", async () => {
  const page = await scene.openApp("/page.html?worker=none");
  const frame = await sandboxed(page, "/page.html?worker=none");
  expect(await frame.evaluate(() => app.inMemory())).toBe("done in memory");
});

/** What DevTools' "Clear site data" does. */
const clearData = async (page: Page, storageTypes: string): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin: scene.server.origin, storageTypes });
  await session.detach();
};

test("site data cleared under a running app is told, and everything goes on in a new database", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const old = await page.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "never" }));
  await scene.server.begun(old);
  await clearData(page, "all");
  const told = await page.evaluate(() => app.event("storage-lost"));
  expect(told.message).toContain("removed the job database");
  expect(await page.evaluate((job) => app.client.get(job), old)).toBeUndefined();

  const id = await page.evaluate(() => app.client.enqueue(app.jobs.addOne));
  await page.evaluate((job) => app.client.result(job), id);
  expect(await page.evaluate(() => app.client.monitor.statistics())).toMatchObject({
    enqueued: 0,
    processing: 0,
    succeeded: 1,
  });
});

test("a database that was removed between two visits is told on the next, once", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.addOne));
  await page.evaluate((job) => app.client.result(job), id);
  const other = await scene.elsewhere();
  await page.close();
  // As a browser does that is short of space: what localStorage holds is not counted, and stays.
  await clearData(other, "indexeddb");

  const later = await scene.openApp();
  const told = await later.evaluate(() => app.event("storage-lost"));
  expect(told.message).toContain("persist: true");
  expect(await later.evaluate((job) => app.client.get(job), id)).toBeUndefined();
  const next = await later.evaluate(() => app.client.enqueue(app.jobs.addOne));
  await later.evaluate((job) => app.client.result(job), next);

  await later.reload();
  await later.evaluate(() => app.client.ready);
  expect(await later.evaluate(() => app.told.map(({ type }) => type))).not.toContain("storage-lost");
  expect(await later.evaluate((job) => app.client.get(job), next)).toMatchObject({ state: "succeeded" });
});
