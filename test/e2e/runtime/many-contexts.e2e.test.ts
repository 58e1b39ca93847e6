import { expect, test } from "vitest";
import { openTabs, setScene } from "./scene.ts";

const scene = setScene();
const JOBS = 500;

test("two tabs, one worker and a server in a tab: each of 500 jobs is completed exactly once", async () => {
  const [first, second] = await openTabs(scene);
  await second.evaluate(() => app.startServer().ready);
  const enqueue = (count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, () => app.client.enqueue(app.jobs.task, {})));
  const ids = (
    await Promise.all([first.evaluate(enqueue, JOBS / 2), second.evaluate(enqueue, JOBS / 2)])
  ).flat();
  for (const [page, mine] of [
    [first, ids.slice(0, JOBS / 2)],
    [second, ids.slice(JOBS / 2)],
  ] as const)
    await page.evaluate((all) => Promise.all(all.map((id) => app.client.result(id))), mine);

  const ends = scene.server.of("end").flatMap((entry) => ("job" in entry ? [entry.job] : []));
  expect(ends).toHaveLength(JOBS);
  expect(new Set(ends)).toEqual(new Set(ids));
  const where = new Set(scene.server.of("end").flatMap((entry) => ("where" in entry ? [entry.where] : [])));
  expect(where).toEqual(new Set(["service-worker v1", "window"]));

  const all = await first.evaluate(() => app.all());
  expect(new Set(all.map(({ id }) => id))).toEqual(new Set(ids));
  for (const { history, attempt, interruptions } of all) {
    expect(history.map(({ state }) => state)).toEqual(["enqueued", "processing", "succeeded"]);
    expect({ attempt, interruptions }).toEqual({ attempt: 1, interruptions: 0 });
  }
  const nothing = {
    enqueued: 0,
    scheduled: 0,
    processing: 0,
    failed: 0,
    deleted: 0,
    awaiting: 0,
    retries: 0,
  };
  expect(await first.evaluate(() => app.client.monitor.statistics())).toMatchObject({
    ...nothing,
    succeeded: JOBS,
    servers: 2,
    queues: 0,
  });
});

test("a chain of 50 continuations runs to its end, each with its parent's result", async () => {
  const page = await scene.openApp();
  const answer = await page.evaluate(async () => {
    const ids = [await app.client.enqueue(app.jobs.addOne)];
    for (let i = 1; i < 50; i++) ids.push(await app.client.continueWith(ids.at(-1)!, app.jobs.addOne));
    return {
      result: await app.client.result(ids.at(-1)!),
      ids,
      statistics: await app.client.monitor.statistics(),
    };
  });
  expect(answer.result).toBe(50);
  expect(answer.statistics).toMatchObject({ succeeded: 50, awaiting: 0, enqueued: 0, processing: 0 });
  const last = await page.evaluate((id) => app.client.get(id), answer.ids[49]!);
  expect(last).toMatchObject({ parents: [answer.ids[48]], history: [{ state: "awaiting" }, {}, {}, {}] });
});

test("a join runs once, after all its ten parents, with all their results", async () => {
  const page = await scene.openApp();
  const answer = await page.evaluate(async () => {
    const parents = await app.client.enqueueMany(
      Array.from({ length: 10 }, () => ({ job: app.jobs.addOne, args: undefined })),
    );
    const id = await app.client.continueWith(parents, app.jobs.addOne);
    return { result: await app.client.result(id), job: await app.client.get(id) };
  });
  expect(answer.result).toBe(11);
  expect(answer.job?.history.filter(({ state }) => state === "processing")).toHaveLength(1);
});
