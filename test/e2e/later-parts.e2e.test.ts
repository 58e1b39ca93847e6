import { renameSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { defineJob, type JobClient } from "../../src/index.ts";
import { RealBrowser } from "../support/real-browser.ts";
import { type StaticServer, serveFolder } from "../support/static-server.ts";
import { dist, SplitApp } from "./split-app.ts";

// An app over the built library, split by its bundler as apps are: what a page loads later comes from files of their own.

const built = new SplitApp();
const { folder } = built;
const browser = new RealBrowser();
let server: StaticServer;
let isServed = false;
let context: BrowserContext;

const job = defineJob<{ n: number }, number>("double");
declare const app: { client: JobClient; job: typeof job };

const PAGE = `
import { createClient, defineJob } from "${dist}index.js";
const sw = new URLSearchParams(location.search).get("sw");
globalThis.app = { client: createClient({ serviceWorker: sw ?? false }), job: defineJob("double") };
`;

const WORKER = `
import { createClient, defineJob, handle } from "${dist}index.js";
import { serve } from "${dist}sw.js";
addEventListener("install", (event) => event.waitUntil(caches.open("app").then((cache) => cache.addAll(PRECACHED))));
addEventListener("fetch", (event) => {
  if (event.request.url.includes("__slowmatch")) return;
  event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((found) => found ?? fetch(event.request)));
});
const own = createClient({ serviceWorker: false });
serve({ handlers: [handle(defineJob("double"), async ({ n }, context) => {
  // Neither may be fetched here.
  const { succeeded } = await own.monitor.statistics();
  await context.client.recurring.list();
  return n * 2 + succeeded;
})] });
`;

beforeAll(async () => {
  await built.build(PAGE, (files) => `const PRECACHED = ${JSON.stringify(files)};${WORKER}`);
  context = await browser.start();
}, 60_000);
afterAll(async () => {
  await browser.dispose();
  built.remove();
});
beforeEach(async () => {
  server = await serveFolder(folder);
  isServed = true;
});
afterEach(async () => {
  const keep = await context.newPage();
  for (const page of context.pages()) if (page !== keep) await page.close();
  await context.unrouteAll();
  await leave();
});

/** Nothing more comes from the network. */
const leave = async (): Promise<void> => {
  if (isServed) await server.close();
  isServed = false;
};

const open = async (path = "/"): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(server.origin + path);
  await page.waitForFunction(() => "app" in globalThis);
  return page;
};

const fileOf = (part: string): string => built.fileOf(part);

test("a part whose file can't be had is told, an enqueue goes on, and the next call has it", async () => {
  const pattern = `**/${fileOf("reading")}`;
  await context.route(pattern, (route) => route.abort());
  const page = await open();
  const seen = await page.evaluate(async () => {
    const id = await app.client.enqueue(app.job, { n: 1 });
    return app.client.get(id).catch(({ name, code, details }) => ({ name, code, details, id }));
  });
  expect(seen).toMatchObject({
    name: "PartNotLoadedError",
    code: "part-not-loaded",
    details: { part: "reading" },
  });
  await context.unroute(pattern);
  const { id } = seen as { id: string };
  expect(await page.evaluate((each) => app.client.get(each), id)).toMatchObject({ state: "enqueued" });
});

test("what registers the worker is fetched beside the rest of the client, not after it", async () => {
  let isAskedFor = (): void => {};
  const duties = new Promise<void>((resolve) => {
    isAskedFor = resolve;
  });
  await context.route(`**/${fileOf("page-duties")}`, (route) => {
    isAskedFor();
    return route.continue();
  });
  // The rest comes when that has been asked for, or never.
  await context.route(`**/${fileOf("page-core")}`, async (route) => {
    await duties;
    await route.continue();
  });
  const page = await open("/?sw=./sw.js&beside");
  expect(
    await page.evaluate(async () => app.client.result(await app.client.enqueue(app.job, { n: 4 }))),
  ).toBeGreaterThanOrEqual(8);
});

test("what is fetched when the page is idle is there when the network has gone", async () => {
  const page = await open();
  await page.waitForFunction(
    (files) =>
      files.every((file) => performance.getEntriesByName(new URL(file, location.href).href).length > 0),
    ["reading", "recurring-client", "batches-client", "commands", "portable"].map(fileOf),
  );
  await leave();
  const answers = await page.evaluate(async () => {
    const { jobs } = await app.client.batch((batch) => batch.enqueue(app.job, { n: 1 }));
    await app.client.recurring.addOrUpdate("daily", app.job, { n: 1 }, "@daily");
    const [next] = await app.client.recurring.preview("@daily");
    await app.client.delete(jobs[0]!);
    return {
      next,
      text: await app.client.export(),
      deleted: (await app.client.monitor.statistics()).deleted,
    };
  });
  expect(answers).toEqual({ next: expect.any(Number), text: expect.stringContaining("daily"), deleted: 1 });
});

test("offline from its start, a page has every part from the precache, and the worker has them built in", async () => {
  const first = await open("/?sw=./sw.js");
  expect(
    await first.evaluate(async () => app.client.result(await app.client.enqueue(app.job, { n: 4 }))),
  ).toBe(8);
  await first.evaluate(async () => {
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  await first.close();
  await leave();
  const page = await open("/?sw=./sw.js");
  const [doubled, list] = await page.evaluate(async () => [
    await app.client.result(await app.client.enqueue(app.job, { n: 5 })),
    await app.client.recurring.list(),
  ]);
  expect([doubled, list]).toEqual([11, []]);
});

test("what a page leaves whose client can't be had, the worker runs by itself", async () => {
  const first = await open("/?sw=./sw.js");
  const file = fileOf("page-core");
  await first.evaluate(async (file) => {
    await app.client.result(await app.client.enqueue(app.job, { n: 4 }));
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
    await (await caches.open("app")).delete(new URL(file, location.href));
  }, file);
  await first.close();
  renameSync(join(folder, file), join(folder, "gone"));
  const page = await open("/?sw=./sw.js");
  const [id, code] = await page.evaluate(async () => [
    await app.client.enqueue(app.job, { n: 5 }),
    await app.client.ready.then(
      () => "ready",
      (error: { code: string }) => error.code,
    ),
  ]);
  expect(code).toBe("part-not-loaded");
  // Read as it is stored: this page has nothing else to ask.
  await page.waitForFunction(
    (id) =>
      new Promise<boolean>((resolve) => {
        indexedDB.open("slowmatch").onsuccess = ({ target }) => {
          const database = (target as IDBOpenDBRequest).result;
          const packs = database.transaction("slowmatch-packs").objectStore("slowmatch-packs").getAll();
          packs.onsuccess = () => {
            database.close();
            resolve(packs.result.some(({ jobs }) => jobs.some((job: { id: string }) => job.id === id)));
          };
        };
      }),
    id,
  );
  await page.close();
  renameSync(join(folder, "gone"), join(folder, file));
  const later = await open("/?sw=./sw.js");
  expect(await later.evaluate((id) => app.client.result(id), id!)).toBe(11);
});

describe("while a page's client is still on its way", () => {
  /** A page whose core comes when it is let go. */
  async function early(path = "/"): Promise<{ page: Page; arrive: () => void }> {
    let arrive: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const page = await context.newPage();
    const pattern = `**/${fileOf("page-core")}`;
    await page.route(pattern, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(server.origin + path);
    await page.waitForFunction(() => "app" in globalThis);
    return { page, arrive };
  }

  test("another tab finds its job by the id, and continues it", async () => {
    const other = await open();
    await other.evaluate(() => app.client.ready);
    const { page } = await early();
    for (let round = 0; round < 10; round++) {
      const id = await page.evaluate(() => app.client.enqueue(app.job, { n: 1 }));
      expect(
        await other.evaluate(
          async (id) => [
            (await app.client.get(id))?.state,
            typeof (await app.client.continueWith(id, app.job, { n: 2 })),
            await app.client.delete(id),
          ],
          id,
        ),
      ).toEqual(["enqueued", "string", true]);
    }
  });

  test("its listeners hear what the worker makes of its job", async () => {
    const first = await open("/?sw=./sw.js");
    await first.evaluate(async () => app.client.result(await app.client.enqueue(app.job, { n: 4 })));
    await first.evaluate(async () => (await caches.open("app")).delete(location.href));
    const file = fileOf("page-core");
    await first.evaluate(
      async (file) => (await caches.open("app")).delete(new URL(file, location.href)),
      file,
    );
    const { page, arrive } = await early("/?sw=./sw.js");
    const heard = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const seen: string[] = [];
          for (const type of ["enqueued", "succeeded"] as const)
            app.client.addEventListener(type, ({ id }) => {
              seen.push(`${id} ${type}`);
              if (type === "succeeded") resolve(seen);
            });
        }),
    );
    const id = await page.evaluate(() => app.client.enqueue(app.job, { n: 5 }));
    expect(await first.evaluate((id) => app.client.result(id), id)).toBeTypeOf("number");
    arrive();
    expect(await heard).toEqual([`${id} enqueued`, `${id} succeeded`]);
  });

  test("nobody's upgrade waits for it, and a database that is deleted under it is made anew", async () => {
    const first = await open();
    await first.evaluate(() => app.client.ready);
    const { page, arrive } = await early();
    await page.evaluate(() => app.client.enqueue(app.job, { n: 1 }));
    await first.evaluate(async () => {
      await app.client.close();
      await new Promise((resolve) => {
        indexedDB.deleteDatabase("slowmatch").onsuccess = resolve;
      });
    });
    const id = page.evaluate(() => app.client.enqueue(app.job, { n: 2 }));
    arrive();
    const seen = await page.evaluate(
      async (id) => [(await app.client.get(id))?.state, (await app.client.monitor.statistics()).enqueued],
      await id,
    );
    expect(seen).toEqual(["enqueued", 1]);
    await page.close();

    const again = await early();
    await again.page.evaluate(() => app.client.enqueue(app.job, { n: 3 }));
    await first.evaluate(async () => {
      const request = indexedDB.open("slowmatch", 99);
      await new Promise((resolve) => {
        request.onsuccess = resolve;
      });
      request.result.close();
    });
    const refused = again.page.evaluate(() =>
      app.client.enqueue(app.job, { n: 4 }).catch(({ code }: { code: string }) => code),
    );
    again.arrive();
    expect(await refused).toBe("storage-outdated");
    await first.evaluate(() => void indexedDB.deleteDatabase("slowmatch"));
  });
});
