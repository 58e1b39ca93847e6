import { expect, test } from "vitest";
import { alarmed, setScene, stopWorkers } from "./scene.ts";

const scene = setScene();

test("a job of twenty steps survives the end of its worker in each of them, and does each once", {
  timeout: 180_000,
}, async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const { server } = scene;
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.voyage));
  for (let i = 0; i < 20; i++) {
    await server.begun(id, 2 * i + 1);
    await stopWorkers(page);
    await server.begun(id, 2 * i + 2);
    server.open(`step ${i}`);
  }

  expect(await page.evaluate((job) => app.client.result(job), id)).toBe(20);

  const job = await page.evaluate((each) => app.client.get(each), id);
  expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 20 });
  const done = server.of("end", id).map((entry) => ("name" in entry ? entry.name : ""));
  expect(done).toEqual(Array.from({ length: 20 }, (_, i) => `step ${i}`));
});
