import type { BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { JobClient, JobDefinition } from "../../src/index.ts";
import type { JobServer } from "../../src/server.ts";
import { RealBrowser } from "../support/real-browser.ts";
import { type StaticServer, serveFolder } from "../support/static-server.ts";
import { dist, SplitApp } from "./split-app.ts";

// A page whose first script is here and whose core the server keeps back, when the disk is full and when the browser dies.

const PAGE = `
import { createClient, defineJob, handle } from "${dist}index.js";
const { sw, durability = "relaxed" } = Object.fromEntries(new URLSearchParams(location.search));
const job = defineJob("measure");
const serve = async () => {
  const { createServer } = await import("${dist}server.js");
  return createServer({ handlers: [handle(job, ({ text }) => text.length)] });
};
/** Nothing that the browser could make smaller. */
const noise = (length) =>
  Array.from({ length }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join("");
globalThis.app = { client: createClient({ serviceWorker: sw ?? false, durability }), job, serve, noise };
`;
const WORKER = `
import { defineJob, handle } from "${dist}index.js";
import { serve } from "${dist}sw.js";
serve({ handlers: [handle(defineJob("measure"), ({ text }) => text.length)] });
`;

interface App {
  client: JobClient;
  job: JobDefinition<{ text: string }, number>;
  serve(): Promise<JobServer>;
  noise(length: number): string;
}
declare const app: App;

const built = new SplitApp();
const browser = new RealBrowser();
let context: BrowserContext;
let server: StaticServer;
/** Pages get no core until this is called. */
let release: (() => void) | undefined;
let held: Promise<void> | undefined;

beforeAll(async () => {
  await built.build(PAGE, () => WORKER);
  context = await browser.start();
});
afterAll(async () => {
  await browser.dispose();
  built.remove();
});
beforeEach(async () => {
  const core = built.fileOf("page-core");
  server = await serveFolder(built.folder, { hold: (file) => (file === core ? held : undefined) });
});
afterEach(async () => {
  release?.();
  const keep = await context.newPage();
  for (const page of context.pages()) if (page !== keep) await page.close();
  await server.close();
});

const open = async (path = "/"): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(server.origin + path);
  return page;
};
/** From here on, until it is released, no page has its core. */
const withholdCore = (): void => {
  held = new Promise((resolve) => {
    release = () => {
      held = undefined;
      resolve();
    };
  });
};
/** The first visit makes the database, and registers the worker. */
const visited = async (path = "/"): Promise<void> => {
  const page = await open(path);
  await page.evaluate(() => app.client.ready);
  await page.close();
};

/** A page of a site that has this much room, and a function that makes room. */
const withRoom = async (quotaSize: number): Promise<{ page: Page; makeRoom: () => Promise<unknown> }> => {
  // The browser remembers for a while how much room there was, and forgets it when it ends.
  await browser.close();
  context = await browser.start();
  const { origin } = server;
  const page = await context.newPage();
  // Set from a page of the site that has no database open.
  await page.goto(`${origin}/none`);
  const session = await context.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
  return { page, makeRoom: () => session.send("Storage.overrideQuotaForOrigin", { origin }) };
};

test("what doesn't fit into a full store waits for the core, which says so; all that was answered is there, and nothing else", async () => {
  await visited();
  const { page, makeRoom } = await withRoom(200_000);
  withholdCore();
  await page.goto(`${server.origin}/`);
  const before = await page.evaluate(() => app.client.enqueue(app.job, { text: "before" }));
  // Together more than there is, each small enough to be kept in the record.
  const large = page.evaluate(() => {
    const args = { text: app.noise(50_000) };
    return app.client.enqueueMany(Array.from({ length: 40 }, () => ({ job: app.job, args }))).then(
      (ids) => ids.length,
      ({ name, message }: Error) => ({ name, message }),
    );
  });
  // Chromium takes back the room of what it refused when it likes: a small call is taken or not.
  const behind = page.evaluate(() =>
    app.client.enqueue(app.job, { text: "behind it" }).catch(({ name }: Error) => {
      if (name !== "StorageFullError") throw new Error(name);
    }),
  );
  release?.();
  expect(await large).toEqual({ name: "StorageFullError", message: expect.stringContaining("is full") });
  const answered = [before, (await behind) ?? []].flat();

  await makeRoom();
  // Counted at the end: what was left in the last bit of room is in no count before it is taken in, and that needs some.
  const seen = await page.evaluate(async (ids) => {
    const args = { text: app.noise(50_000) };
    const more = await app.client.enqueueMany(Array.from({ length: 40 }, () => ({ job: app.job, args })));
    await app.serve();
    const results = await Promise.all([...ids, ...more].map((id) => app.client.result(id)));
    const { enqueued, processing, succeeded } = await app.client.monitor.statistics();
    return { results, counts: [enqueued, processing, succeeded] };
  }, answered);
  expect(seen).toEqual({
    results: [...[6, 9].slice(0, answered.length), ...Array.from({ length: 40 }, () => 50_000)],
    counts: [0, 0, answered.length + 40],
  });
});

test("where not even a small call fits, it waits for the core, which says so, and what comes later is stored once there is room", async () => {
  await visited();
  const { page, makeRoom } = await withRoom(1);
  withholdCore();
  await page.goto(`${server.origin}/`);
  const first = page.evaluate(() =>
    app.client.enqueue(app.job, { text: "first" }).catch(({ name }: Error) => name),
  );
  release?.();
  expect(await first).toBe("StorageFullError");
  await makeRoom();
  expect(
    await page.evaluate(async () => {
      await app.serve();
      return app.client.result(await app.client.enqueue(app.job, { text: "again" }));
    }),
  ).toBe(5);
});

test("what was left before the store became full is kept until there is room to take it in", async () => {
  await visited();
  withholdCore();
  const early = await open();
  const ids = await early.evaluate(() =>
    app.client.enqueueMany(Array.from({ length: 30 }, () => ({ job: app.job, args: { text: "left" } }))),
  );
  await early.close();
  release?.();
  const { page, makeRoom } = await withRoom(1);
  await page.goto(`${server.origin}/`);
  const during = await page.evaluate(async (id) => {
    await app.client.ready;
    const waitingFor = (await app.client.get(id))?.waitingFor.map(({ detail }) => detail);
    return [waitingFor, (await app.client.monitor.statistics()).enqueued];
  }, ids[0]!);
  expect(during).toEqual([["Waiting for more free storage."], 0]);
  await makeRoom();
  await page.reload();
  const results = await page.evaluate(async (ids) => {
    await app.serve();
    return Promise.all(ids.map((id) => app.client.result(id)));
  }, ids);
  expect(results).toEqual(ids.map(() => 4));
});

/** In the page: how many calls have been left that nobody has taken in. */
const leftCalls = (): Promise<number> =>
  new Promise((resolve) => {
    indexedDB.open("slowmatch").onsuccess = ({ target }) => {
      const database = (target as IDBOpenDBRequest).result;
      const range = IDBKeyRange.bound("left ", "left!");
      const count = database.transaction("slowmatch-chores").objectStore("slowmatch-chores").count(range);
      count.onsuccess = () => {
        database.close();
        resolve(count.result);
      };
    };
  });

test("ten thousand jobs of one call are left and taken in as one", async () => {
  await visited();
  withholdCore();
  const page = await open();
  const ids = await page.evaluate(() =>
    app.client.enqueueMany(Array.from({ length: 10_000 }, () => ({ job: app.job, args: { text: "many" } }))),
  );
  expect(await page.evaluate(leftCalls)).toBe(1);
  release?.();
  const seen = await page.evaluate(
    async (id) => [(await app.client.get(id))?.state, (await app.client.monitor.statistics()).enqueued],
    ids[9_999]!,
  );
  expect(seen).toEqual(["enqueued", 10_000]);
});

for (const durability of ["relaxed", "strict"] as const)
  for (const sw of ["", "sw=./sw.js"])
    test(`a browser that is killed right after an early call was answered (${durability}, ${sw ? "a worker" : "no worker"}) has its jobs done at the next start`, async () => {
      await visited(`/?${sw}`);
      withholdCore();
      const path = `/?durability=${durability}&${sw}`;
      const page = await open(path);
      const ids = await page.evaluate(async () => {
        const one = await app.client.enqueue(app.job, { text: "one" });
        const many = await app.client.enqueueMany(
          Array.from({ length: 20 }, () => ({ job: app.job, args: { text: "many" } })),
        );
        return [one, ...many, await app.client.enqueue(app.job, { text: "three" })];
      });
      // As it is stored: whoever has the rules takes it in, and without a worker nobody here does.
      if (!sw) expect(await page.evaluate(leftCalls)).toBe(3);
      await browser.kill();
      release?.();
      context = await browser.start();

      const again = await open(path);
      const seen = await again.evaluate(
        async ({ ids, serves }) => {
          if (serves) await app.serve();
          const results = await Promise.all(ids.map((id) => app.client.result(id)));
          const { succeeded, enqueued } = await app.client.monitor.statistics();
          return { results, succeeded, enqueued };
        },
        { ids, serves: sw === "" },
      );
      expect(seen).toEqual({
        results: [3, ...Array.from({ length: 20 }, () => 4), 5],
        succeeded: 22,
        enqueued: 0,
      });
    });
