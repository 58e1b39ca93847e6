import type { Page } from "playwright";
import { expect, test } from "vitest";
import {
  deliverPush,
  dispatchPeriodicSync,
  dispatchSync,
  stopServiceWorkers,
} from "../../support/real-browser.ts";
import { alarmed, setScene } from "./scene.ts";

const scene = setScene();

/** No page is open, the worker is stopped, and a job that nobody has told it of is due. */
const leaveDueJob = async (): Promise<{ other: Page; id: string; due: number }> => {
  const page = await scene.openApp();
  await alarmed(page);
  const { id, due } = await page.evaluate(async () => {
    const at = Date.now() + 1_500;
    return { id: await app.client.schedule(app.jobs.task, {}, { at }), due: at };
  });
  const other = await scene.elsewhere();
  await page.close();
  await stopServiceWorkers(other);
  await new Promise((resolve) => setTimeout(resolve, due - Date.now()));
  expect(scene.server.of("begin")).toEqual([]);
  return { other, id, due };
};

const wakeups: [string, (page: Page, scope: string) => Promise<void>][] = [
  ["sync", (page, scope) => dispatchSync(page, scope)],
  ["periodicsync", (page, scope) => dispatchPeriodicSync(page, scope)],
  ["push", (page, scope) => deliverPush(page, scope, "{}")],
];

test.each(wakeups)(
  "with every page closed and the worker stopped, a %s event runs what is due",
  async (source, dispatch) => {
    const { other, id } = await leaveDueJob();
    await dispatch(other, `${scene.server.origin}/`);
    await scene.server.when(() => scene.server.of("end", id).length === 1);
    const page = await scene.openApp();
    await page.evaluate((job) => app.client.result(job), id);
    const job = await page.evaluate((each) => app.client.get(each), id);
    expect(job?.history.map(({ state }) => state)).toEqual([
      "scheduled",
      "enqueued",
      "processing",
      "succeeded",
    ]);
    expect(job?.history[2]?.data).toMatchObject({ wokenBy: source });
  },
);

test("a chain of jobs runs to its end within one push event, with no page open", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  await page.evaluate(() => app.client.pauseQueue("*"));
  const last = await page.evaluate(async () => {
    let id = await app.client.enqueue(app.jobs.addOne);
    for (let i = 1; i < 10; i++) id = await app.client.continueWith(id, app.jobs.addOne);
    return app.client.continueWith(id, app.jobs.task, {});
  });
  const other = await scene.elsewhere();
  await page.evaluate(() => app.client.resumeQueue("*"));
  await page.close();
  await stopServiceWorkers(other);
  await deliverPush(other, `${scene.server.origin}/`);
  await scene.server.when(() => scene.server.of("end", last).length === 1);
});

test("periodic wake-ups are asked for as often as the schedules can use", async () => {
  const page = await scene.elsewhere();
  // Granted to installed apps alone, so what is asked for is all that can be seen here.
  await page.addInitScript(() => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    const { PeriodicSyncManager } = globalThis as unknown as {
      PeriodicSyncManager: { prototype: { register(...what: unknown[]): Promise<void> } };
    };
    PeriodicSyncManager.prototype.register = async (...what) => void asked.push(what);
  });
  await page.goto(`${scene.server.origin}/page.html`);
  const asked = () => page.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked);
  await expect.poll(asked).toEqual([["slowmatch", { minInterval: 12 * 3_600_000 }]]);
  await page.evaluate(() => app.client.recurring.addOrUpdate("daily", app.jobs.task, {}, "@daily"));
  await expect
    .poll(async () => (await asked()).at(-1))
    .toEqual(["slowmatch", { minInterval: 24 * 3_600_000 }]);
});
