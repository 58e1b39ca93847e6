import { describe, expect, test } from "vitest";
import { builtIn } from "../../src/client/built-in.ts";
import { EventHub } from "../../src/client/events/event-hub.ts";
import { SlowmatchClient } from "../../src/client/job-client.ts";
import { Cron, defineJob, handle, type JobClient } from "../../src/index.ts";
import { idSource } from "../../src/platform/ids.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { KillableStorage, type KillPoint } from "../../src/testing/killable-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { createTestRuntime, type RuntimeServer, type TestRuntime } from "../../src/testing.ts";
import { Driver } from "../support/driver.ts";
import { NOON } from "../support/make-job.ts";

const good = defineJob<string, string>("good");
const flaky = defineJob<void, string>("flaky", { retry: { attempts: 2, delay: "10s" } });
const slow = defineJob<void, string>("slow");

interface World {
  runtime: TestRuntime;
  driver: Driver;
  /** Handlers that were called, by job name. */
  calls: string[];
  ids: string[];
  /** A server whose context dies at the given transaction; counts the transactions it has seen. */
  mortal(dies: number): { seen: string[] };
}

/** One of everything a server has to do: results, retries, delays, continuations, definitions, large values. */
async function world(): Promise<World> {
  const database = new MemoryDatabase();
  const calls: string[] = [];
  const runtime = createTestRuntime({ now: NOON, openStorage: () => new MemoryStorage(database) });
  runtime.kill();
  const handlers = [
    handle(good, (args) => {
      calls.push("good");
      return args;
    }),
    handle(flaky, (_, { attempt }) => {
      calls.push("flaky");
      if (attempt === 1) throw new Error("once");
      return "second";
    }),
    handle(slow, async (_, context) => {
      calls.push("slow");
      context.progress(0.5);
      // Until the progress is written and told.
      await new Promise<void>((resolve) => {
        context.client.addEventListener("progress", () => resolve(), { once: true });
      });
      await context.client.enqueue(good, "inner", { id: "inner" });
      return "done";
    }),
  ];
  const { client } = runtime;
  const first = await client.enqueue(good, "x".repeat(12_000));
  const ids = [
    first,
    await client.enqueue(flaky),
    await client.enqueue(slow),
    await client.schedule(good, "later", { delay: "30s" }),
    await client.continueWith(first, good, "after"),
  ];
  await client.recurring.addOrUpdate("often", good, "again", Cron.minutely(), { maxRuns: 2 });
  return {
    runtime,
    driver: new Driver(new MemoryStorage(database)),
    calls,
    ids,
    mortal(dies) {
      const seen: string[] = [];
      const one: RuntimeServer = runtime.addServer({ handlers, workers: 2 });
      one.storage.onOperation = (name: string, point: KillPoint) => {
        seen.push(`${point} ${name}`);
        if (seen.length === dies) one.kill();
      };
      return { seen };
    },
  };
}

/** The moments at which a server's context can die in that world, each named after the transaction beside it. */
async function moments(): Promise<string[]> {
  const { runtime, mortal } = await world();
  const { seen } = mortal(Number.POSITIVE_INFINITY);
  await runtime.advance("3m");
  return seen;
}

const everyMoment = await moments();

describe("a server whose context dies", () => {
  test("has every kind of transaction before and behind it in this test", () => {
    const names = ["announce-server", "advance", "promote-due", "fire-recurring", "expire-jobs", "report"];

    for (const name of names) {
      expect(everyMoment, name).toContain(`before ${name}`);
      expect(everyMoment, name).toContain(`after ${name}`);
    }
  });

  test.each(everyMoment.map((moment, i) => [i + 1, moment] as const))(
    "at its moment %i, %s, loses nothing and does nothing wrong",
    async (dies) => {
      const { runtime, driver, ids, mortal } = await world();
      mortal(dies);
      await runtime.advance("90s");
      expect(await driver.faults(), "at the death").toEqual([]);

      mortal(Number.POSITIVE_INFINITY);
      await runtime.advance("5m");

      expect(await driver.faults()).toEqual([]);
      expect(await driver.states(...ids, "inner")).toEqual(Array.from({ length: 6 }, () => "succeeded"));
      expect(await runtime.client.monitor.statistics()).toMatchObject({
        processing: 0,
        enqueued: 0,
        servers: 1,
      });
      expect((await runtime.client.recurring.get("often"))?.runs).toMatchObject([
        { outcome: "succeeded" },
        { outcome: "succeeded" },
      ]);
      expect((await driver.record(ids[1]!))?.attempts).toBe(2);
    },
  );

  test("does a job once more at most, for each death", async () => {
    for (let dies = 1; dies <= everyMoment.length; dies++) {
      const { runtime, calls, mortal } = await world();
      mortal(dies);
      await runtime.advance("90s");
      mortal(Number.POSITIVE_INFINITY);
      await runtime.advance("5m");

      expect(calls.filter((name) => name === "slow").length, everyMoment[dies - 1]).toBeLessThanOrEqual(2);
      expect(calls.filter((name) => name === "flaky").length, everyMoment[dies - 1]).toBeLessThanOrEqual(3);
    }
  });
});

describe("a client whose context dies", () => {
  const calls: [string, (client: JobClient) => Promise<unknown>][] = [
    ["enqueue", (client) => client.enqueue(good, "x", { id: "new" })],
    ["enqueueMany", (client) => client.enqueueMany([1, 2, 3].map((n) => ({ job: good, args: String(n) })))],
    ["continueWith", (client) => client.continueWith("there", good, "x")],
    ["delete", (client) => client.delete("there")],
    ["requeue", (client) => client.requeue("ended")],
    ["reschedule", (client) => client.reschedule("there", { delay: "1h" })],
    ["recurring.addOrUpdate", (client) => client.recurring.addOrUpdate("r", good, "x", Cron.hourly())],
    ["pauseQueue", (client) => client.pauseQueue("default")],
  ];

  const writes = ["create-jobs", "change-state", "save-recurring", "pause-queue"];

  const dying = async (point: KillPoint, call: (client: JobClient) => Promise<unknown>): Promise<Driver> => {
    const database = new MemoryDatabase();
    const driver = new Driver(new MemoryStorage(database));
    await driver.add({ id: "there" }, { id: "ended" });
    await driver.change("ended", { type: "deleted" });
    const { platform } = new VirtualBrowser(new VirtualClock(NOON)).open();
    const storage = new KillableStorage(new MemoryStorage(database) as Storage);
    storage.onOperation = (name, at) => {
      if (at === point && writes.includes(name)) storage.kill();
    };
    const newId = idSource(platform.clock, platform.random);
    const events = new EventHub(storage);
    const client = new SlowmatchClient({
      features: builtIn(),
      storage,
      platform,
      newId,
      events,
      ready: Promise.resolve(),
    });
    let answered = false;
    void call(client).then(() => {
      answered = true;
    });
    for (let i = 0; i < 50; i++) await Promise.resolve();
    expect(answered).toBe(false);
    return driver;
  };

  test.each(calls)("before the transaction of %s has changed nothing", async (_, call) => {
    const untouched = new Driver(new MemoryStorage());
    await untouched.add({ id: "there" }, { id: "ended" });
    await untouched.change("ended", { type: "deleted" });

    const driver = await dying("before", call);

    expect(await driver.store()).toEqual(await untouched.store());
  });

  test.each(calls)("after the transaction of %s has changed everything it wanted to", async (_, call) => {
    const done = await dying("after", call);
    const undone = await dying("before", call);

    expect(await done.faults()).toEqual([]);
    expect(await done.store()).not.toEqual(await undone.store());
  });
});
