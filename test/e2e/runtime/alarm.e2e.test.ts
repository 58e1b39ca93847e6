import { expect, test } from "vitest";
import { alarmed, setScene, stopWorkers } from "./scene.ts";

const scene = setScene();

/** A fetch, a cold start and a transaction or two, on a machine that has other things to do. */
const LATE = 1_000;

test("a scheduled job fires on time, by the alarm, with another tab in front and its worker stopped", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const { id, due } = await page.evaluate(async () => {
    const at = Date.now() + 2_000;
    return { id: await app.client.schedule(app.jobs.task, {}, { at }), due: at };
  });
  const front = await scene.elsewhere();
  await front.bringToFront();
  await stopWorkers(front);
  const begun = await scene.server.begun(id);
  expect(begun.at).toBeGreaterThanOrEqual(due);
  expect(begun.at - due).toBeLessThan(LATE);
  await page.evaluate((job) => app.client.result(job), id);
  const job = await page.evaluate((each) => app.client.get(each), id);
  expect(job?.history.map(({ state }) => state)).toEqual([
    "scheduled",
    "enqueued",
    "processing",
    "succeeded",
  ]);
  expect(job?.history[2]?.data).toMatchObject({ wokenBy: "alarm" });
});

test("a retry wakes a worker that was stopped while it waited", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const id = await page.evaluate(async () => {
    const job = await app.client.enqueue(app.jobs.patient, { failures: 1 });
    await app.event("scheduled");
    return job;
  });
  await stopWorkers(page);
  const [first, second] = [await scene.server.begun(id), await scene.server.begun(id, 2)];
  expect(second.at - first.at).toBeGreaterThanOrEqual(3_000);
  expect(second.at - first.at).toBeLessThan(3_000 + LATE);
  expect(await page.evaluate((job) => app.client.result(job), id)).toMatchObject({ attempt: 2 });
});

test("each of several scheduled jobs wakes a stopped worker anew, and an earlier one overtakes", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const jobs = await page.evaluate(async () => {
    const from = Date.now();
    const dues = [3_500, 2_500, 1_500].map((delay) => from + delay);
    const ids: string[] = [];
    for (const at of dues) ids.push(await app.client.schedule(app.jobs.task, {}, { at }));
    return dues.map((due, i) => ({ due, id: ids[i]! })).reverse();
  });
  for (const { id, due } of jobs) {
    await stopWorkers(page);
    const { at } = await scene.server.begun(id);
    expect(at).toBeGreaterThanOrEqual(due);
    expect(at - due).toBeLessThan(LATE);
    await page.evaluate((job) => app.client.result(job), id);
  }
});

test("a recurring job fires by the alarm although the worker was stopped", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  await page.evaluate(() => app.client.recurring.addOrUpdate("pulse", app.jobs.task, {}, { every: 1_500 }));
  for (const times of [1, 2]) {
    await stopWorkers(page);
    await scene.server.when(() => scene.server.of("end").length >= times);
  }
  const runs = await page.evaluate(async () => {
    const pulse = await app.client.recurring.get("pulse");
    await app.client.recurring.removeIfExists("pulse");
    return pulse?.runs;
  });
  for (const { plannedAt, jobId } of runs!.slice(0, 2)) {
    const begun = await scene.server.begun(jobId!);
    expect(begun.at - plannedAt).toBeLessThan(LATE);
  }
});

test("nothing polls: from the last job to the next due one the alarm is silent, and then rings once", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const second = await scene.openApp();
  await second.evaluate(() => app.client.ready);
  const due = await page.evaluate(async () => {
    const at = Date.now() + 4_000;
    await app.client.schedule(app.jobs.task, {}, { at });
    return at;
  });
  const quietFrom = Date.now();
  // The sentinel: were anything to poll, it would have done so by the time that this job ends. A worker that is still up
  // may come before the alarm by its own timer, and the alarm rings all the same: it can't know.
  const ticksSince = () => scene.server.of("tick").filter(({ at }) => at > quietFrom);
  await scene.server.when(() => scene.server.of("end").length === 1 && ticksSince().length > 0);
  const ticks = ticksSince();
  const requests = scene.server.requests.filter(({ at }) => at > quietFrom);
  expect(ticks.filter(({ at }) => at < due)).toEqual([]);
  expect(ticks).toHaveLength(1);
  // Nor does anything ask the app's server, but for the ledger and the browser's own look for a new worker.
  expect(requests.filter(({ path }) => path !== "/ledger" && path !== "/sw.js")).toEqual([]);
});
