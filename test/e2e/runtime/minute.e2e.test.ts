import { describe, test } from "vitest";
import { inOwnBrowser, withLoop } from "./own-browser.ts";
import { lockWatched } from "./scene.ts";

/** A cold start and a transaction or two, on a machine that plays all of these tests at once. */
const AT_ONCE = 3_000;

// What takes the browser, or us, ten seconds to a minute of real time: each waits in a browser of its own, all at once.
describe.concurrent("given its time,", { timeout: 120_000 }, () => {
  test("a loop that the browser ends by itself, after a minute, lets the others go on then", ({ expect }) =>
    withLoop(async ({ server, others }) => {
      await server.when(() => server.of("end").length >= others.length - 3);

      expect(server.of("begin").length).toBeGreaterThan(others.length - 3);
    }, 8));

  test("a worker that the browser ends by itself is started for what is due", ({ expect }) =>
    inOwnBrowser(async ({ browser, page, server }) => {
      const { id, due } = await page.evaluate(async () => {
        await app.client.ready;
        const at = Date.now() + 33_000;
        return { id: await app.client.schedule(app.jobs.task, {}, { at }), due: at };
      });
      const states: string[] = [];
      browser.on<{ versions: { runningStatus: string }[] }>(
        "ServiceWorker.workerVersionUpdated",
        ({ versions }) => {
          for (const { runningStatus } of versions) states.push(runningStatus);
        },
      );
      await page.send("ServiceWorker.enable");
      const begun = await server.begun(id);
      expect(states).toContain("stopped");
      expect(begun.at).toBeGreaterThanOrEqual(due);
      expect(begun.at - due).toBeLessThan(AT_ONCE);
      await page.evaluate((job) => app.client.result(job), id);
    }));

  test("a job that doesn't end in time for an update is given back and goes on in the new version", ({
    expect,
  }) =>
    inOwnBrowser(async ({ page, server }) => {
      await page.evaluate(() => app.client.ready);
      const id = await page.evaluate(() => app.client.enqueue(app.jobs.task, { gate: "long" }));
      await server.begun(id);
      server.version = "v2";
      await page.evaluate(async () => {
        await (await navigator.serviceWorker.getRegistration())?.update();
      });
      const again = await server.begun(id, 2);
      expect(again).toMatchObject({ where: "service-worker v2" });
      server.open("long");
      const result = await page.evaluate((job) => app.client.result(job), id);
      expect(result).toEqual({ where: "service-worker v2", attempt: 1 });
      const job = await page.evaluate((each) => app.client.get(each), id);
      expect(job).toMatchObject({ interruptions: 0, attempt: 1 });
      expect(server.of("aborted", id)).toMatchObject([{ reason: "ShutdownError" }]);
      expect(server.of("end", id)).toHaveLength(1);
    }));

  test("the alarm keeps a busy worker awake every ten seconds, although its job reports progress all the time", ({
    expect,
  }) =>
    inOwnBrowser(async ({ page, server }) => {
      await page.evaluate(lockWatched, ["slowmatch-alarm:", 1] as const);
      await page.evaluate(lockWatched, ["server-", 1] as const);
      const id = await page.evaluate(() => app.client.enqueue(app.jobs.talkative, { gate: "over" }));
      const { at } = await server.begun(id);
      const kept = await server.when(() => server.of("tick").find((tick) => tick.at > at + 5_000));
      expect(kept.at - at).toBeLessThan(10_000 + AT_ONCE);
      expect(await page.evaluate((job) => app.client.get(job), id)).toMatchObject({
        state: "processing",
        progress: { message: expect.stringContaining("step") },
      });
      server.open("over");
      await page.evaluate((job) => app.client.result(job), id);
    }));
});
