import { expect, test } from "vitest";
import { defineJob } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { makeRuntime } from "../support/runtime.ts";

const work = defineJob<number>("work");

test("a search reads larger and larger stretches, and answers what it has after 5,000", async () => {
  const database = new MemoryDatabase();
  const limits: number[] = [];
  const openStorage = (): Storage => {
    const inner = new MemoryStorage(database);
    return {
      run(operation, input) {
        if (operation.name === "read-stretch") limits.push((input as { limit: number }).limit);
        return inner.run(operation, input);
      },
      subscribe: (listener) => inner.subscribe(listener),
      onStatus: (listener) => inner.onStatus(listener),
      close: () => inner.close(),
    };
  };
  const { jobs, kill } = makeRuntime([], { openStorage });
  kill();
  const ids = await jobs.enqueueMany(Array.from({ length: 6_000 }, (_, n) => ({ job: work, args: n })));

  const page = await jobs.monitor.jobs({ search: "found-nowhere" });

  expect([page.length, page.looked, page.next !== undefined]).toEqual([0, 5_000, true]);
  expect(limits).toEqual([200, 400, 800, 800, 800, 800, 800, 400]);

  limits.length = 0;
  const rest = await jobs.monitor.jobs({ search: "found-nowhere", after: page.next! });
  expect([page.looked + rest.looked, rest.next]).toEqual([ids.length, undefined]);
});
