import { expect, test } from "vitest";
import { setScene } from "./scene.ts";

const scene = setScene();

test("where the quota is used up jobs that are done end without their results as soon as there is room, and say so", async () => {
  const page = await scene.elsewhere();
  const session = await scene.context.newCDPSession(page);
  const { origin } = scene.server;
  // Set from a page of the site and before its first transaction: the browser remembers for a while how much room there was.
  await page.goto(`${origin}/none`);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_000_000 });
  await page.goto(`${origin}/page.html?worker=none`);

  const ids = await page.evaluate(async () => {
    // Each answer is small enough for a record: what is bigger is checked later.
    const all = await app.client.enqueueMany(
      Array.from({ length: 40 }, () => ({ job: app.jobs.fat, args: { size: 40_000 } })),
    );
    await app.startServer().ready;
    // Reported once there is nothing more to do without.
    while (!app.errors.includes("StorageFullError")) await new Promise((resolve) => setTimeout(resolve, 20));
    return all;
  });
  // Not even the smallest write is taken now: what has ended waits for room, and must not be done again.
  await session.send("Storage.overrideQuotaForOrigin", { origin });

  const outcome = await page.evaluate(async (all) => {
    const ends = await Promise.all(
      all.map((id) =>
        app.client.result(id).then(
          (result) => String((result as string).length),
          (error: Error) => error.name,
        ),
      ),
    );
    const jobs = await Promise.all(all.map((id) => app.client.get(id)));
    return { ends, jobs: jobs.map((job) => ({ state: job?.state, shed: job?.shed, attempt: job?.attempt })) };
  }, ids);

  expect(outcome.jobs.map(({ state }) => state)).toEqual(Array.from({ length: 40 }, () => "succeeded"));
  expect(outcome.jobs.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 40 }, () => 1));
  const shed = outcome.jobs.filter((job) => job.shed?.includes("result"));
  expect(shed.length).toBeGreaterThan(0);
  expect(outcome.ends.filter((end) => end === "StorageFullError")).toHaveLength(shed.length);
  expect(outcome.ends.filter((end) => end === "40000")).toHaveLength(40 - shed.length);
});
