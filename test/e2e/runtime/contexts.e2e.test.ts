import type { Page } from "playwright";
import { expect, test } from "vitest";
// Brings the type of what the page offers to the code that is run in it.
import type {} from "./app/places.page.ts";
import { setScene } from "./scene.ts";

const scene = setScene();

const openPlaces = async (): Promise<Page> => {
  const page = await scene.openApp("/places.html");
  await page.evaluate(() => places.client.ready);
  return page;
};

test("a job for the service worker runs there, also while a page has a server of its own", async () => {
  const page = await openPlaces();
  await page.evaluate(() => places.startServer().ready);
  const where = await page.evaluate(async () =>
    places.client.result(await places.client.enqueue(places.jobs.whereAmI)),
  );
  expect(where).toBe(`${scene.server.origin}/`);
});

test("a job that needs a document waits for a page with a server, says so, and has the document there", async () => {
  const page = await openPlaces();
  const id = await page.evaluate(() => places.client.enqueue(places.jobs.measure, { text: "How wide?" }));
  // Another job shows that the service worker had its look.
  await page.evaluate(async () => places.client.result(await places.client.enqueue(places.jobs.whereAmI)));
  expect(await page.evaluate((job) => places.client.get(job), id)).toMatchObject({
    state: "enqueued",
    waitingFor: [{ kind: "not-here", detail: "It runs in a page with a job server only." }],
  });

  await page.evaluate(() => places.startServer().ready);
  const result = await page.evaluate((job) => places.client.result(job), id);
  expect(result).toEqual({ width: expect.any(Number), where: "Window" });
  expect((result as { width: number }).width).toBeGreaterThan(10);
});

test("long work runs in a dedicated worker, and the page and the service worker go on meanwhile", async () => {
  const page = await openPlaces();
  const id = await page.evaluate(() => {
    places.startWorker();
    return places.client.enqueue(places.jobs.countPrimes, { below: 10_000_000 });
  });
  await expect
    .poll(() => page.evaluate(async (job) => (await places.client.get(job))?.state, id))
    .toBe("processing");
  // While the worker's thread is busy for a second or two, another job is done elsewhere.
  await page.evaluate(async () => places.client.result(await places.client.enqueue(places.jobs.whereAmI)));
  expect(await page.evaluate(async (job) => (await places.client.get(job))?.state, id)).toBe("processing");
  expect(await page.evaluate((job) => places.client.result(job), id)).toEqual({
    count: 664_579,
    where: "DedicatedWorkerGlobalScope",
  });
  const kinds = await page.evaluate(async () =>
    (await places.client.monitor.servers()).map(({ kind }) => kind),
  );
  expect(kinds).toContain("dedicated-worker");
});
