import { deleteDB } from "idb";
import { afterEach, expect, test, vi } from "vitest";
import { createClient, defineJob, handle, type JobClient, StorageOutdatedError } from "../../src/index.ts";
import { browserPlatform } from "../../src/platform/browser-platform.ts";
import { buildServer } from "../../src/server/create-server.ts";
import type { JobServer } from "../../src/server/server-api.ts";
import { createServer } from "../../src/server.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { SCHEMA_VERSION } from "../../src/storage/indexeddb/schema.ts";

const work = defineJob<{ slow: boolean }, string>("work");

let databases = 0;
let name = "";
const cleanUps: (() => Promise<void>)[] = [];

const begin = (): void => {
  name = `versions-${++databases}`;
};
const client = (durability?: "relaxed" | "strict"): JobClient => {
  const made = createClient({ serviceWorker: false, database: name, ...(durability ? { durability } : {}) });
  cleanUps.push(() => made.close());
  return made;
};
/** A server as a page of the next version would have it. */
const newerServer = (): JobServer => {
  const platform = browserPlatform();
  const storage = new IndexedDbStorage({ name, version: SCHEMA_VERSION + 1 }, platform);
  const server = buildServer("test", { handlers: [handle(work, () => "newer")] }, storage, platform);
  cleanUps.push(async () => {
    await server.stop();
    await storage.close();
  });
  return server;
};

afterEach(async () => {
  vi.restoreAllMocks();
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  await deleteDB(name);
});

test("an old page learns that it is outdated, and each of its calls says so instead of hanging", async () => {
  begin();
  const old = client();
  const id = await old.enqueue(work, { slow: false });
  const outdated = new Promise<string>((resolve) => {
    old.addEventListener("outdated", ({ message }) => resolve(message));
  });
  const waiting = old.result(id);
  const refused = expect(waiting).rejects.toBeInstanceOf(StorageOutdatedError);
  await newerServer().ready;
  expect(await outdated).toContain("Reload");
  await refused;
  await expect(old.enqueue(work, { slow: false })).rejects.toBeInstanceOf(StorageOutdatedError);
  await expect(old.get(id)).rejects.toBeInstanceOf(StorageOutdatedError);
  await expect(old.delete(id)).rejects.toBeInstanceOf(StorageOutdatedError);
  await expect(old.result(id)).rejects.toBeInstanceOf(StorageOutdatedError);
  await expect(old.monitor.statistics()).rejects.toBeInstanceOf(StorageOutdatedError);
});

test("what an outdated page's server runs is taken over by the newer one at once", async () => {
  begin();
  const signals: AbortSignal[] = [];
  const old = createServer({
    database: name,
    handlers: [
      handle(work, (_, { signal }) => {
        signals.push(signal);
        return new Promise<string>(() => {});
      }),
    ],
    onError: () => {},
  });
  cleanUps.push(() => old.stop({ grace: 0 }));
  const page = client();
  const id = await page.enqueue(work, { slow: true });
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  const newer = newerServer();
  await newer.ready;
  await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true));

  const platform = browserPlatform();
  const storage = new IndexedDbStorage({ name, version: SCHEMA_VERSION + 1 }, platform);
  cleanUps.push(() => storage.close());
  await newer.wake();
  const { readJobs } = await import("../../src/operations/reads/queries.ts");
  const { jobs } = await storage.run(readJobs, { ids: [id] });
  expect(jobs[0]?.record).toMatchObject({ state: "succeeded", result: "newer", attempts: 1 });
});

test.each(["relaxed", "strict"] as const)(
  "a client's durability '%s' is that of each of its writes",
  async (durability) => {
    begin();
    const transaction = vi.spyOn(IDBDatabase.prototype, "transaction");
    const jobs = client(durability);
    await jobs.enqueue(work, { slow: false });
    await jobs.schedule(work, { slow: false }, { delay: "1h" });
    const writes = transaction.mock.calls.filter(([, mode]) => mode === "readwrite");
    expect(writes.length).toBeGreaterThanOrEqual(2);
    expect(new Set(writes.map(([, , options]) => options?.durability))).toEqual(new Set([durability]));
  },
);

test("a server's durability is that of its outcomes", async () => {
  begin();
  const jobs = client();
  const id = await jobs.enqueue(work, { slow: false });
  const transaction = vi.spyOn(IDBDatabase.prototype, "transaction");
  const server = createServer({
    database: name,
    durability: "strict",
    handlers: [handle(work, () => "done")],
  });
  cleanUps.push(() => server.stop());
  expect(await jobs.result(id)).toBe("done");
  const writes = transaction.mock.calls.filter(([, mode]) => mode === "readwrite");
  expect(new Set(writes.map(([, , options]) => options?.durability))).toEqual(new Set(["strict"]));
});
