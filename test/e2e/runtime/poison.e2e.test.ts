import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RawPage } from "../../support/raw-browser.ts";
import { crashTab } from "../../support/real-browser.ts";
import { withLoop } from "./own-browser.ts";
import { alarmed, setScene } from "./scene.ts";

const scene = setScene();

const results = (page: RawPage, ids: string[]): Promise<unknown> =>
  page.evaluate((all) => Promise.all(all.map((id) => app.client.result(id))), ids);

const stop = async (page: RawPage): Promise<void> => {
  await page.send("ServiceWorker.enable");
  await page.send("ServiceWorker.stopAllWorkers");
};

test("an endless loop in the service worker is ended with it three times, and the others go on in between", () =>
  withLoop(async ({ page, server, bad, others }) => {
    await stop(page);
    await server.begun(bad, 2);
    // All but the three that the worker had begun beside it have been done by now.
    expect(server.of("end")).toHaveLength(others.length - 3);
    const meanwhile = await page.evaluate(() => app.client.enqueue(app.jobs.task, {}));
    await stop(page);
    await results(page, [...others, meanwhile]);
    await server.begun(bad, 3);
    await stop(page);

    const failure = page.evaluate((id) => app.client.result(id), bad);
    await expect(failure).rejects.toThrow("context died 3 times");
    for (const { id, state, interruptions } of await page.evaluate(() => app.all()))
      if (id !== bad) expect([state, interruptions <= 1]).toEqual(["succeeded", true]);
    expect(server.of("begin", bad)).toHaveLength(3);
  }, 40));

test("a job that crashes its tab three times fails, and no other fails with it", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const tasks = await page.evaluate(() =>
    app.client.enqueueMany(
      Array.from({ length: 6 }, () => ({ job: app.jobs.windowTask, args: { gate: "innocent" } })),
    ),
  );
  const bad = await page.evaluate(() =>
    app.client.enqueue(app.jobs.windowTask, { gate: "crash" }, { priority: 20 }),
  );
  for (let nth = 1; nth <= 3; nth++) {
    const tab = await scene.openApp();
    await tab.evaluate(() => app.startServer().ready);
    if (nth === 2) scene.server.open("innocent");
    await scene.server.begun(bad, nth);
    await crashTab(tab);
  }
  const last = await scene.openApp();
  await last.evaluate(() => app.startServer().ready);

  await expect(page.evaluate((id) => app.client.result(id), bad)).rejects.toThrow("context died 3 times");
  await page.evaluate((ids) => Promise.all(ids.map((id) => app.client.result(id))), tasks);
  const jobs = await page.evaluate(() => app.all());
  for (const { id, interruptions } of jobs) if (id !== bad) expect(interruptions).toBeLessThanOrEqual(1);
});

test("a handler that never looks up is timed out, and its late answer refused", async () => {
  const page = await scene.openApp();
  await alarmed(page);
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.deaf, { gate: "late" }));
  await expect(page.evaluate((job) => app.client.result(job), id)).rejects.toThrow("longer than its timeout");
  scene.server.open("late");
  await scene.server.when(() => scene.server.of("end", id).length === 1);
  // Whatever that answer may have set off has been done before this.
  const next = await page.evaluate(() => app.client.enqueue(app.jobs.task, {}));
  await page.evaluate((job) => app.client.result(job), next);

  const job = await page.evaluate((one) => app.client.get(one), id);
  expect(job).toMatchObject({ state: "failed", attempt: 1, error: { name: "JobTimeoutError" } });
  expect(job?.result).toBeUndefined();
});

test("arguments whose file the browser has lost fail their job alone, with an error that says so", async () => {
  const page = await scene.openApp("/page.html?worker=none");
  const lost = await page.evaluate(() => {
    // Nothing that can be compressed: only what is large then has a file of its own.
    const bytes = crypto.getRandomValues(new Uint16Array(30_000));
    return app.client.enqueue(app.jobs.task, {
      gate: Array.from(bytes, (n) => n.toString(36))
        .join("")
        .repeat(3),
    });
  });
  const others = await page.evaluate(() =>
    app.client.enqueueMany([1, 2, 3].map(() => ({ job: app.jobs.task, args: {} }))),
  );
  await page.evaluate(() => app.client.close());
  await scene.browser.close();
  expect(await removeBlobs(scene.browser.profile)).toBeGreaterThan(0);
  scene.context = await scene.browser.start();
  const again = await scene.openApp("/page.html?worker=none");
  await again.evaluate(() => app.startServer().ready);

  await expect(again.evaluate((id) => app.client.result(id), lost)).rejects.toThrow("can't be read back");
  await again.evaluate((ids) => Promise.all(ids.map((id) => app.client.result(id))), others);

  const job = await again.evaluate((id) => app.client.get(id), lost);
  expect(job).toMatchObject({ state: "failed", attempt: 1, error: { name: "UnreadableArgsError" } });
  expect(scene.server.of("begin", lost)).toHaveLength(0);
  expect(await again.evaluate(() => app.errors)).toEqual([]);
});

test("a step whose file the browser has lost is done again, and the job is no hindrance to an export", async () => {
  const page = await scene.openApp("/page.html?worker=none");
  await page.evaluate(() => app.startServer().ready);
  const id = await page.evaluate(() => app.client.enqueue(app.jobs.album));
  await scene.server.begun(id, 2);
  await scene.browser.close();
  expect(await removeBlobs(scene.browser.profile)).toBeGreaterThan(0);
  scene.context = await scene.browser.start();
  const again = await scene.openApp("/page.html?worker=none");

  const text = await again.evaluate(() => app.client.export());
  expect(JSON.parse(text)).toMatchObject({ pages: [{ jobs: [{ record: { id }, partial: true }] }] });
  expect(await again.evaluate((job) => app.client.monitor.steps(job), id)).toEqual([]);
  await again.evaluate(() => app.startServer().ready);
  await scene.server.begun(id, 4);
  scene.server.open("send");

  expect(await again.evaluate((job) => app.client.result(job), id)).toBeGreaterThan(100_000);
  const names = scene.server.of("begin", id).map((entry) => ("name" in entry ? entry.name : ""));
  expect(names).toEqual(["take", "send", "take", "send"]);
  expect(await again.evaluate(() => app.errors)).toEqual([]);
});

/** In the page: keys of what has been left, read as it is stored. */
const leftRows = (): Promise<IDBValidKey[]> =>
  new Promise((resolve) => {
    indexedDB.open("slowmatch").onsuccess = ({ target }) => {
      const { result } = target as IDBOpenDBRequest;
      const keys = result.transaction("slowmatch-chores").objectStore("slowmatch-chores").getAllKeys();
      keys.onsuccess = () => {
        result.close();
        resolve(keys.result);
      };
    };
  });

test("what a page has left and the browser has lost fails alone, and holds up nothing that was left behind it", async () => {
  const page = await scene.openApp("/page.html?worker=none");
  await page.evaluate(() => app.client.ready);
  await page.evaluate(async () => {
    const bytes = crypto.getRandomValues(new Uint16Array(30_000));
    const gate = Array.from(bytes, (n) => n.toString(36))
      .join("")
      .repeat(3);
    const left = (id: string, args: object) => {
      const definition = { name: app.jobs.task.name, queue: "default", priority: 0 };
      const call = { id, definition, args, options: {}, calledAt: Date.now() };
      return { id: `left ${id} ${id} ${definition.name}`, kind: "create", calls: [call] };
    };
    // As its outbox does it, of which nobody hears.
    await new Promise((resolve) => {
      indexedDB.open("slowmatch").onsuccess = ({ target }) => {
        const { result } = target as IDBOpenDBRequest;
        const writing = result.transaction("slowmatch-chores", "readwrite");
        writing.objectStore("slowmatch-chores").add(left("0-lost", { gate }));
        writing.objectStore("slowmatch-chores").add(left("1-behind", {}));
        writing.oncomplete = resolve;
      };
    });
  });
  await scene.browser.close();
  expect(await removeBlobs(scene.browser.profile)).toBeGreaterThan(0);
  scene.context = await scene.browser.start();
  const again = await scene.openApp("/page.html?worker=none");
  await again.evaluate(() => app.startServer().ready);

  const id = await again.evaluate(() => app.client.enqueue(app.jobs.task, {}));
  await again.evaluate((ids) => Promise.all(ids.map((id) => app.client.result(id))), [id, "1-behind"]);

  const failure = await again.evaluate(() =>
    app.client.result("0-lost").catch((error: Error & { cause: Error }) => error.cause),
  );
  expect(failure).toMatchObject({
    name: "UnreadableArgsError",
    message: expect.stringContaining("can't be read back from the database: "),
  });
  expect(await again.evaluate(() => app.client.delete("0-lost"))).toBe(true);
  expect(await again.evaluate(() => app.errors)).toEqual([]);
  expect(await again.evaluate(leftRows)).toEqual([]);
});

/** Chromium keeps the large values of its databases in files of their own; answers how many there were. */
async function removeBlobs(profile: string): Promise<number> {
  const databases = join(profile, "Default", "IndexedDB");
  const folders = (await readdir(databases)).filter((name) => name.endsWith(".indexeddb.blob"));
  let files = 0;
  for (const folder of folders) {
    const found = await readdir(join(databases, folder), { recursive: true, withFileTypes: true });
    files += found.filter((entry) => entry.isFile()).length;
    await rm(join(databases, folder), { recursive: true });
  }
  return files;
}
