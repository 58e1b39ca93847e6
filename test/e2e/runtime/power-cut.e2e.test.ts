import { expect, test } from "vitest";
import { setScene } from "./scene.ts";

const scene = setScene();
const JOBS = 100;

test.each(["relaxed", "strict"])(
  "a browser that is killed in the middle of 100 jobs (%s) loses none and repeats only what ran",
  async (durability) => {
    const path = `/page.html?durability=${durability}`;
    const page = await scene.openApp(path);
    await page.evaluate(() => app.client.ready);
    // The first are done, then four hang in their handlers, and the others wait behind them.
    const ids = await page.evaluate(
      (count) =>
        Promise.all(
          Array.from({ length: count }, (_, i) =>
            app.client.enqueue(app.jobs.task, i >= 30 && i < 34 ? { gate: "light" } : {}),
          ),
        ),
      JOBS,
    );
    await scene.server.when(() => scene.server.of("begin").filter((entry) => "gate" in entry).length === 4);
    await scene.browser.kill();
    const before = new Map(ids.map((id) => [id, scene.server.of("begin", id).length]));
    scene.server.open("light");
    scene.context = await scene.browser.start();

    const again = await scene.openApp(path);
    await again.evaluate((all) => Promise.all(all.map((id) => app.client.result(id))), ids);
    const jobs = await again.evaluate(() => app.all());
    expect(new Set(jobs.map(({ id }) => id))).toEqual(new Set(ids));
    for (const { id, state, attempt, interruptions, history } of jobs) {
      expect({ id, state, attempt }).toEqual({ id, state: "succeeded", attempt: 1 });
      expect(history.filter((entry) => entry.state === "succeeded")).toHaveLength(1);
      // What was only claimed ahead went back as well, and counts no interruption.
      const back = history.filter((entry) => entry.reason?.startsWith("Interrupted")).length;
      expect(interruptions).toBeLessThanOrEqual(back);
      expect(history.filter((entry) => entry.state === "processing")).toHaveLength(1 + back);
      // Only what was running, or had ended without being committed, is begun a second time.
      if (back > 0) expect(before.get(id)).toBeLessThanOrEqual(1);
      expect(scene.server.of("begin", id).length).toBeLessThanOrEqual(1 + back);
    }
    // One that had begun counts as claimed ahead until the server's next write says otherwise.
    for (const id of ids.slice(30, 34)) expect(scene.server.of("begin", id)).toHaveLength(2);
    const statistics = await again.evaluate(() => app.client.monitor.statistics());
    expect(statistics).toMatchObject({ succeeded: JOBS, enqueued: 0, processing: 0, failed: 0, servers: 1 });
  },
);
