import { expect, test } from "vitest";
import { alarmed, controlled, setScene, stopWorkers } from "./scene.ts";

const scene = setScene();
/** Page timers are not exact, least of all on a busy machine. */
const LATE = 1_500;

test("without its service worker a page says what is wrong, keeps its jobs, and a server in it runs them", async () => {
  const page = await scene.openApp("/page.html?worker=/missing.js");
  const told = await page.evaluate(() => app.event("worker-unavailable"));
  expect(told.message).toContain("/missing.js");
  expect(told.message).toContain("jobs are kept");
  expect(told.message).toContain("createServer");

  const id = await page.evaluate(async () => {
    await app.client.ready;
    return app.client.enqueue(app.jobs.task, {});
  });
  const waiting = await page.evaluate((job) => app.client.get(job), id);
  expect(waiting).toMatchObject({ state: "enqueued", attempt: 0 });
  expect(waiting?.waitingFor).toMatchObject([{ kind: "no-wakeup" }]);
  await page.reload();
  await page.evaluate(() => app.startServer().ready);
  expect(await page.evaluate((job) => app.client.result(job), id)).toEqual({ where: "window", attempt: 1 });
});

test("a server in a page does what is due later, with no service worker at all", async () => {
  const page = await scene.openApp("/page.html?worker=none");
  await page.evaluate(() => app.startServer().ready);
  const { id, due } = await page.evaluate(async () => {
    const at = Date.now() + 1_000;
    return { id: await app.client.schedule(app.jobs.task, { failures: 1 }, { at }), due: at };
  });
  const [first, second] = [await scene.server.begun(id), await scene.server.begun(id, 2)];
  expect(first.at).toBeGreaterThanOrEqual(due);
  expect(first.at - due).toBeLessThan(LATE);
  expect(second.at - first.at).toBeGreaterThanOrEqual(1_000);
  await page.evaluate((job) => app.client.result(job), id);
});

test("a strict policy for scripts and workers lets the alarm work", async () => {
  const page = await scene.openApp("/strict.html");
  const violations: string[] = [];
  page.on("console", (message) => violations.push(message.text()));
  await alarmed(page);
  await stopWorkers(page);
  const { id, due } = await page.evaluate(async () => {
    const at = Date.now() + 1_000;
    return { id: await app.client.schedule(app.jobs.task, {}, { at }), due: at };
  });
  const begun = await scene.server.begun(id);
  expect(begun.at - due).toBeLessThan(LATE);
  await page.evaluate((job) => app.client.result(job), id);
  expect(violations).toEqual([]);
});

test("where a page's policy allows no worker beside it, its own timer is the alarm", async () => {
  const other = await scene.openApp();
  await controlled(other);
  const { id, due } = await other.evaluate(async () => {
    const at = Date.now() + 4_000;
    return { id: await app.client.schedule(app.jobs.task, {}, { at }), due: at };
  });
  const page = await scene.openApp("/no-workers.html?worker=known");
  await page.evaluate(() => app.client.ready);
  // With its last page gone the other alarm is gone as well.
  await other.close();
  await stopWorkers(page);
  const begun = await scene.server.begun(id);
  expect(begun.at).toBeGreaterThanOrEqual(due);
  expect(begun.at - due).toBeLessThan(LATE);
  await page.evaluate((job) => app.client.result(job), id);
});
