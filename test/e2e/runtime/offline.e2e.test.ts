import type { Page } from "playwright";
import { expect, test } from "vitest";
import { runningServiceWorkers, stopServiceWorkers } from "../../support/real-browser.ts";
import { conditions, Outage } from "./outage.ts";
import { alarmed, setScene } from "./scene.ts";

const scene = setScene();

const snapshotOf = (page: Page, id: string) => page.evaluate((job) => app.client.get(job), id);
const upload = (page: Page, gate?: string): Promise<string> =>
  page.evaluate(
    (name) => app.client.enqueue(app.jobs.upload, name === undefined ? {} : { gate: name }),
    gate,
  );

test("offline, jobs that need the network wait and say so; online they are done, without a lost attempt", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const outage = await Outage.begin(scene.context);
  await scene.server.close();
  const ids = await page.evaluate(() =>
    app.client.enqueueMany(Array.from({ length: 5 }, () => ({ job: app.jobs.upload, args: {} }))),
  );
  // Were it free to run, the first of them would have been claimed before this one, which needs no network, has ended.
  await page.evaluate(async () => app.client.result(await app.client.enqueue(app.jobs.addOne)));
  for (const id of ids)
    expect(await snapshotOf(page, id)).toMatchObject({
      state: "enqueued",
      attempt: 0,
      waitingFor: [{ kind: "constraint", detail: "Waiting for the network." }],
    });

  await scene.server.start();
  await outage.end();
  for (const id of ids) {
    await page.evaluate((job) => app.client.result(job), id);
    const job = await snapshotOf(page, id);
    expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0, waitingFor: [] });
    expect(job?.history.map(({ state }) => state)).toEqual(["enqueued", "processing", "succeeded"]);
  }
});

test("a fetch that fails because the network went away in the middle of a job is no attempt", async () => {
  const page = await scene.openApp();
  await page.evaluate(() => app.client.ready);
  const id = await upload(page, "slow");
  await scene.server.begun(id);
  const outage = await Outage.begin(scene.context);
  await scene.server.close();
  const released = await page.evaluate(async (job) => {
    for (;;) {
      const found = await app.client.get(job);
      if (found?.state !== "processing") return found;
      await new Promise((resolve) => app.client.addEventListener("change", resolve, { once: true }));
    }
  }, id);
  expect(released).toMatchObject({ state: "enqueued", attempt: 0, waitingFor: [{ kind: "constraint" }] });
  expect(released?.history.at(-1)?.reason).toContain("network went away");

  scene.server.open("slow");
  await scene.server.start();
  await outage.end();
  expect(await page.evaluate((job) => app.client.result(job), id)).toMatchObject({ attempt: 1 });
  expect(scene.server.of("end", id)).toHaveLength(1);
});

test("a server that is down while there is a network costs attempts, and the retry succeeds when it is back", async () => {
  const page = await scene.openApp();
  await page.evaluate(() => app.client.ready);
  await scene.server.close();
  const id = await upload(page);
  const retry = await page.evaluate(async () => app.event("scheduled"));
  expect(retry.id).toBe(id);
  await scene.server.start();
  expect(await page.evaluate((job) => app.client.result(job), id)).toMatchObject({
    attempt: expect.any(Number),
  });
  const job = await snapshotOf(page, id);
  expect(job?.attempt).toBeGreaterThanOrEqual(2);
  expect(job?.history.find(({ state }) => state === "scheduled")?.reason).toContain("Retry 1 of 3");
});

test("the network's return starts a worker that was stopped meanwhile", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  // For the page alone: what is emulated for a worker doesn't survive its being stopped.
  const session = await scene.context.newCDPSession(page);
  const emulate = (offline: boolean) => session.send("Network.emulateNetworkConditions", conditions(offline));
  // The sync event it asks for when the network goes would start the worker as well, and at once: for the browser
  // there is a network.
  await page.evaluate(() => {
    const { SyncManager } = globalThis as unknown as {
      SyncManager: { prototype: { register(): Promise<void> } };
    };
    SyncManager.prototype.register = () => Promise.reject(new Error("no sync in this test"));
  });
  await emulate(true);
  await stopServiceWorkers(page);
  expect(await runningServiceWorkers(page)).toBe(0);
  await emulate(false);
  await expect.poll(() => runningServiceWorkers(page)).toBe(1);
});

test("the network's return is enough when every page was closed meanwhile", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const outage = await Outage.begin(scene.context);
  const id = await upload(page);
  // It has asked the browser for a sync event, which starts a stopped worker as well; that part can't be emulated.
  await page.evaluate(async () => {
    type Syncing = ServiceWorkerRegistration & { sync: { getTags(): Promise<string[]> } };
    const registration = (await navigator.serviceWorker.ready) as Syncing;
    while (!(await registration.sync.getTags()).includes("slowmatch"))
      await new Promise((resolve) => setTimeout(resolve, 20));
  });
  await scene.elsewhere();
  await page.close();
  await outage.end();
  await scene.server.when(() => scene.server.of("end", id).length === 1);
  const later = await scene.openApp();
  await later.evaluate((job) => app.client.result(job), id);
  expect(scene.server.of("end", id)).toHaveLength(1);
});
