import { expect, test } from "vitest";
import { setScene } from "./scene.ts";

const scene = setScene();

test("a queue that one tab pauses stays paused for the worker and for a server in another, until it is resumed", async () => {
  const first = await scene.openApp();
  const second = await scene.openApp();
  await second.evaluate(() => app.startServer().ready);
  await first.evaluate(() => app.client.pauseQueue("mail"));
  const ids = await first.evaluate(() =>
    app.client.enqueueMany(
      Array.from({ length: 6 }, () => ({ job: app.jobs.task, args: {}, options: { queue: "mail" } })),
    ),
  );
  // Both servers had their look: these could be claimed by either.
  await second.evaluate(async () => {
    const others = await app.client.enqueueMany(
      Array.from({ length: 20 }, () => ({ job: app.jobs.task, args: {} })),
    );
    for (const id of others) await app.client.result(id);
  });
  expect(scene.server.entries.filter((entry) => "job" in entry && ids.includes(entry.job))).toEqual([]);
  expect(await second.evaluate((id) => app.client.get(id), ids[0]!)).toMatchObject({
    state: "enqueued",
    attempt: 0,
    waitingFor: [{ kind: "paused", detail: "The queue 'mail' is paused." }],
  });

  await second.evaluate(() => app.client.resumeQueue("mail"));
  for (const id of ids) await first.evaluate((job) => app.client.result(job), id);
  for (const id of ids) expect(scene.server.of("end", id)).toHaveLength(1);
});
