import { openDB } from "idb";
import { expect, onTestFinished, test } from "vitest";
import { createMonitor } from "../../src/monitor/monitor.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Driver } from "../support/driver.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { MINUTE, NOON } from "../support/make-job.ts";

useFakeIndexedDB();

/** The stores of version 1 and their indexes, as they were shipped. */
const VERSION_1: Record<string, { key: string; indexes: string[] }> = {
  jobs: { key: "id", indexes: ["ready", "list", "expires", "uniqueKey", "own"] },
  payloads: { key: "id", indexes: [] },
  leases: { key: "server", indexes: [] },
  servers: { key: "id", indexes: [] },
  counters: { key: "id", indexes: [] },
  recurring: { key: "id", indexes: ["dueAt"] },
  wakeups: { key: "source", indexes: [] },
};

/** A version 1 database with jobs in every state, as that version would have stored them. */
async function fillVersion1(name: string): Promise<void> {
  const driver = new Driver(new MemoryStorage(new MemoryDatabase()));
  await driver.announce();
  await driver.add(...Array.from({ length: 8 }, (_, i) => ({ id: `j${i}` })), {
    id: "later",
    dueAt: NOON + MINUTE,
  });
  await driver.add({ id: "next", parents: ["j0"] });
  const error = { name: "Error", message: "no" };
  const [a, b, c, d] = await driver.claim(5);
  await driver.finish(a!, { type: "threw", error, retryAfter: 9 * MINUTE });
  await driver.finish(b!, { type: "threw", error, retryAfter: 2 * MINUTE });
  await driver.finish(c!, { type: "threw", error });
  await driver.finish(d!, { type: "succeeded", result: 1 });
  const store = await driver.store();
  const database = await openDB(name, 1, {
    upgrade(db) {
      for (const [table, { key, indexes }] of Object.entries(VERSION_1)) {
        const made = db.createObjectStore(`slowmatch-${table}`, { keyPath: key });
        for (const index of indexes) made.createIndex(index, index);
      }
    },
  });
  for (const [table, rows] of Object.entries(store))
    for (const row of rows) {
      const { retries, ...record } = row as { retries?: unknown };
      // The totals have a count of that name; the records had no such field.
      await database.put(
        `slowmatch-${table}`,
        table === "jobs" ? record : { ...record, ...(retries === undefined ? {} : { retries }) },
      );
    }
  database.close();
}

test("a full database of version 1 lists its retries after the upgrade, and everything is where it belongs", async () => {
  await fillVersion1("jobs");
  const { platform } = new VirtualBrowser(new VirtualClock(NOON)).open();
  const storage = new IndexedDbStorage({ name: "jobs" }, platform);
  onTestFinished(() => storage.close());
  const monitor = createMonitor(storage, platform);

  expect((await monitor.jobs({ retries: true, order: "oldest" })).map(({ id }) => id)).toEqual(["j1", "j0"]);
  expect(await monitor.statistics()).toMatchObject({ retries: 2, scheduled: 3, processing: 1, awaiting: 1 });
  expect(await new Driver(storage).faults()).toEqual([]);
});
