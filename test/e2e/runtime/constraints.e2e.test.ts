import type { Page } from "playwright";
import { expect, test } from "vitest";
import { runningServiceWorkers, stopServiceWorkers } from "../../support/real-browser.ts";
import { alarmed, setScene } from "./scene.ts";

const scene = setScene();

declare global {
  /** Plugs the test's battery in, or out. */
  var plug: (charging: boolean) => void;
  var batteryAsked: number;
}

/** The app in a tab whose battery the test holds: what a browser tells of the real one can't be set. */
const openUnplugged = async (): Promise<Page> => {
  const page = await scene.elsewhere();
  await page.addInitScript(() => {
    const battery = Object.assign(new EventTarget(), { charging: false, level: 0.5 });
    globalThis.batteryAsked = 0;
    Object.assign(navigator, {
      async getBattery() {
        globalThis.batteryAsked += 1;
        return battery;
      },
    });
    globalThis.plug = (charging) => {
      battery.charging = charging;
      battery.dispatchEvent(new Event("chargingchange"));
    };
  });
  await page.goto(`${scene.server.origin}/page.html`);
  await page.evaluate(() => app.client.ready);
  return page;
};

const enqueueNeedy = (page: Page): Promise<string> =>
  page.evaluate(() => app.client.enqueue(app.jobs.task, {}, { requires: { charging: true } }));
const waitingFor = (page: Page, id: string) =>
  page.evaluate(async (job) => (await app.client.get(job))?.waitingFor, id);
const NO_POWER = [{ kind: "constraint", detail: "Waiting for the device to be charging." }];

test("a job that needs power waits in the service worker, which learns of it from a page, and goes on by the event", async () => {
  const page = await openUnplugged();
  // Nobody touches the battery of an app whose jobs don't need to know.
  await page.evaluate(async () => app.client.result(await app.client.enqueue(app.jobs.addOne)));
  expect(await page.evaluate(() => batteryAsked)).toBe(0);

  const id = await enqueueNeedy(page);
  await expect.poll(() => waitingFor(page, id)).toEqual(NO_POWER);
  await page.evaluate(async () => app.client.result(await app.client.enqueue(app.jobs.addOne)));
  expect(scene.server.of("begin")).toEqual([]);

  await page.evaluate(() => plug(true));
  expect(await page.evaluate((job) => app.client.result(job), id)).toEqual({
    where: "service-worker v1",
    attempt: 1,
  });
});

test("power starts a worker that was stopped meanwhile", async () => {
  const page = await openUnplugged();
  await alarmed(page);
  const id = await enqueueNeedy(page);
  await expect.poll(() => waitingFor(page, id)).toEqual(NO_POWER);
  await stopServiceWorkers(page);
  expect(await runningServiceWorkers(page)).toBe(0);
  expect((await waitingFor(page, id))?.map(({ kind }) => kind)).toEqual(["constraint", "no-wakeup"]);

  await page.evaluate(() => plug(true));
  await page.evaluate((job) => app.client.result(job), id);
  const job = await page.evaluate((each) => app.client.get(each), id);
  expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0 });
});

test("a job that would rather have power runs at its deadline, not before, without a page doing anything", async () => {
  const page = await openUnplugged();
  await alarmed(page);
  const id = await page.evaluate(() =>
    app.client.enqueue(app.jobs.task, {}, { prefers: { charging: true, within: "2s" } }),
  );
  await expect
    .poll(() => waitingFor(page, id))
    .toEqual([
      {
        kind: "constraint",
        detail: "It would rather wait for the device to be charging.",
        until: expect.any(Number),
      },
    ]);
  await page.evaluate((job) => app.client.result(job), id);
  const job = await page.evaluate((each) => app.client.get(each), id);
  expect(job!.startedAt! - job!.createdAt).toBeGreaterThanOrEqual(2_000);
});
