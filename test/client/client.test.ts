import { describe, expect, test } from "vitest";
import { defineJob, handle, StorageLostError } from "../../src/index.ts";
import { alone } from "../support/alone.ts";
import { NOON } from "../support/make-job.ts";
import { makeRuntime } from "../support/runtime.ts";

const send = defineJob<number, string>("send", { retry: false });

describe("calls that are made at once", () => {
  test("share few transactions, and answer ids in the order of the calls", async () => {
    const { client, driver, asked } = alone();

    const ids = await Promise.all(Array.from({ length: 1_000 }, (_, n) => client.enqueue(send, n)));

    const { jobs } = await driver.store();
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(jobs.map(({ id }) => id)).toEqual(ids);
    expect(jobs.map(({ args }) => args)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    expect(await driver.faults()).toEqual([]);
  });

  test("stand or fall alone: one that is refused takes none with it", async () => {
    const { client, driver } = alone();

    const answers = await Promise.allSettled([
      client.enqueue(send, 1),
      client.continueWith("nobody", send, 2),
      client.enqueue(send, (() => {}) as never),
      client.enqueue(send, 3),
    ]);

    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect((await driver.store()).jobs.map(({ args }) => args)).toEqual([1, 3]);
  });

  test("stand or fall alone when one of them breaks the transaction they share", async () => {
    const { client, driver, storage } = alone();
    const { run } = storage;
    storage.run = (operation, input, options) => {
      const { groups } = input as { groups: { draft: { args: unknown } }[][] };
      const poisoned = groups.some((group) => group.some(({ draft }) => draft.args === 13));
      if (poisoned) return Promise.reject(new StorageLostError("It broke."));
      return run.call(storage, operation, input, options) as never;
    };

    const answers = await Promise.allSettled([12, 13, 14].map((n) => client.enqueue(send, n)));

    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await driver.store()).jobs.map(({ args }) => args)).toEqual([12, 14]);
  });

  test("are stored once although the answer of the transaction they shared was lost", async () => {
    const { client, driver, storage } = alone();
    const { run } = storage;
    let lost = 0;
    storage.run = async (operation, input, options) => {
      const answer = await run.call(storage, operation, input, options);
      if (lost++ === 0) throw new StorageLostError("The answer was lost.");
      return answer as never;
    };

    const ids = await Promise.all([1, 2].map((n) => client.enqueue(send, n)));

    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(ids);
    expect(await driver.faults()).toEqual([]);
  });

  test("of enqueueMany are all or nothing, in one transaction", async () => {
    const { client, driver, asked } = alone();

    const ids = await client.enqueueMany([1, 2, 3].map((args) => ({ job: send, args })));
    const bad = client.enqueueMany([
      { job: send, args: 4 },
      { job: send, args: 5, options: { priority: 0.5 } },
    ]);

    await expect(bad).rejects.toMatchObject({ code: "invalid-job" });
    expect(asked).toHaveLength(1);
    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(ids);
    expect(await client.enqueueMany([])).toEqual([]);
  });
});

describe("an id of one's own", () => {
  test("enqueued twice is answered twice and stored once", async () => {
    const { client, driver } = alone();

    const together = await Promise.all([1, 2].map((n) => client.enqueue(send, n, { id: "order-7" })));
    const later = await client.enqueue(send, 3, { id: "order-7" });

    expect([...together, later]).toEqual(["order-7", "order-7", "order-7"]);
    expect((await driver.store()).jobs.map(({ args }) => args)).toEqual([1]);
  });

  test("twice in one enqueueMany makes one job", async () => {
    const { client, driver } = alone();

    const ids = await client.enqueueMany([1, 2].map((args) => ({ job: send, args, options: { id: "a" } })));

    expect(ids).toEqual(["a", "a"]);
    expect((await driver.store()).jobs.map(({ args }) => args)).toEqual([1]);
    expect(await driver.faults()).toEqual([]);
  });
});

test("options of a call override the definition's: retry, keep and meta part by part, the others as a whole", async () => {
  const upload = defineJob("upload", {
    retry: { attempts: 3, delay: "7s", exhausted: "delete" },
    keep: { failed: "5d", deleted: "3d" },
    meta: { from: "app", kind: "photo" },
    tags: ["large"],
    requires: { network: "online" },
  });
  const runtime = makeRuntime([
    handle(upload, () => {
      throw new Error("no");
    }),
  ]);
  runtime.setOnline(false);

  const id = await runtime.client.enqueue(upload, undefined, {
    retry: { attempts: 1 },
    keep: { failed: "1d" },
    meta: { kind: "film" },
    tags: ["new"],
    requires: {},
  });
  await runtime.settle();
  expect(await runtime.client.get(id)).toMatchObject({
    state: "scheduled",
    scheduledFor: NOON + 7_000,
    maxAttempts: 2,
    meta: { from: "app", kind: "film" },
    tags: ["new"],
  });

  await runtime.advance("7s");
  expect(await runtime.client.get(id)).toMatchObject({
    state: "deleted",
    expiresAt: NOON + 7_000 + 3 * 86_400_000,
  });
});

describe("ids", () => {
  test("sort by the time of their making, also within a millisecond and when the clock goes back", async () => {
    const runtime = makeRuntime();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await runtime.client.enqueue(send, i));
    runtime.setClock(NOON + 5);
    ids.push(await runtime.client.enqueue(send, 3));
    runtime.setClock(NOON - 60_000);
    ids.push(await runtime.client.enqueue(send, 4));

    expect(ids.every((id, i) => i === 0 || id > ids[i - 1]!)).toBe(true);
  });
});

describe("close", () => {
  test("waits for what is on its way, and refuses what comes after", async () => {
    const { client, driver } = alone();
    const id = client.enqueue(send, 1);

    await client.close();

    expect(await driver.states(await id)).toEqual(["enqueued"]);
    await expect(client.enqueue(send, 2)).rejects.toMatchObject({ code: "closed" });
  });

  test("of a test runtime's client is the same", async () => {
    const runtime = makeRuntime();
    const tab = runtime.addClient();

    await tab.close();

    await expect(tab.enqueue(send, 1)).rejects.toMatchObject({ code: "closed" });
    expect(await runtime.client.enqueue(send, 1)).toBeTypeOf("string");
  });

  test("leaves the other contexts alone, and `await using` does it too", async () => {
    const runtime = makeRuntime([handle(send, () => "done")]);
    {
      await using tab = runtime.addClient();
      await tab.enqueue(send, 1);
    }
    await runtime.settle();

    expect(await runtime.client.monitor.statistics()).toMatchObject({ succeeded: 1 });
  });
});

describe("a definition of recurring jobs", () => {
  test("can be declared again after a first try that the storage refused", async () => {
    const { client, storage } = alone();
    const { run } = storage;
    storage.run = () => Promise.reject(new StorageLostError("It broke."));
    await expect(client.recurring.addOrUpdate("r", send, 1, "@daily")).rejects.toBeInstanceOf(
      StorageLostError,
    );

    storage.run = run;

    await client.recurring.addOrUpdate("r", send, 1, "@daily");
    expect(await client.recurring.list()).toHaveLength(1);
  });
});
