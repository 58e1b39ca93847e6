import { describe, expect, onTestFinished, test } from "vitest";
import { defineJob, handle, type JobClient } from "../../src/index.ts";
import { answer, type Operation } from "../../src/operations/operation.ts";
import { argsKey } from "../../src/operations/tables.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { createTestRuntime, type RuntimeServer, type TestRuntime } from "../../src/testing.ts";
import { Driver } from "../support/driver.ts";
import { NOON } from "../support/make-job.ts";

/** Ends its context: at once, or after so many seconds. */
const poison = defineJob<number>("poison", { retry: false, priority: 10 });
const good = defineJob<number, number>("good", { retry: false });
/** Goes on for so many seconds. */
const slow = defineJob<number, string>("slow", { retry: false });
/** Stores where it is, and ends its context each time. */
const marked = defineJob<void>("marked", { retry: false });

const large = defineJob<string, string>("large");

const removePayload: Operation<{ id: string }, void> = {
  name: "remove-payload",
  mode: "readwrite",
  tables: ["payloads"],
  *decide({ id }) {
    yield [{ kind: "write", changes: [{ kind: "delete", table: "payloads", key: argsKey(id) }] }];
    return answer(undefined);
  },
};

interface World {
  runtime: TestRuntime;
  jobs: JobClient;
  driver: Driver;
  /** Runs begun, in order. */
  begun: string[];
  deaths: () => number;
  /** A server in a context of its own, which a poisonous job ends; another comes in its place. */
  start(options?: { workers?: number }): RuntimeServer;
}

function world(): World {
  const database = new MemoryDatabase();
  const runtime = createTestRuntime({ now: NOON, openStorage: () => new MemoryStorage(database) });
  runtime.kill();
  onTestFinished(() => runtime.close());
  const begun: string[] = [];
  let deaths = 0;
  const start: World["start"] = (options = {}) => {
    const die = (): Promise<never> => {
      deaths += 1;
      one.kill();
      start(options);
      return new Promise(() => {});
    };
    const wait = (seconds: number): Promise<void> =>
      new Promise((resolve) => void one.context.platform.clock.setTimer(seconds * 1_000, resolve));
    const one: RuntimeServer = runtime.addServer({
      workers: 4,
      ...options,
      handlers: [
        handle(poison, async (seconds) => {
          begun.push("poison");
          if (seconds > 0) await wait(seconds);
          await die();
        }),
        handle(good, (n) => {
          begun.push(`good ${n}`);
          return n;
        }),
        handle(slow, async (seconds) => {
          begun.push("slow");
          await wait(seconds);
          return "done";
        }),
        handle(marked, async (_, context) => {
          begun.push("marked");
          await context.checkpoint("here");
          await die();
        }),
      ],
    });
    return one;
  };
  const driver = new Driver(new MemoryStorage(database));
  return { runtime, jobs: runtime.client, driver, begun, deaths: () => deaths, start };
}

const goods = (jobs: JobClient, count: number): Promise<string[]> =>
  jobs.enqueueMany(Array.from({ length: count }, (_, n) => ({ job: good, args: n })));

describe("a job that ends its context", () => {
  test("takes what ran beside it along once, and then stands behind all others, alone", async () => {
    const { runtime, jobs, begun, start, deaths, driver } = world();
    const bad = await jobs.enqueue(poison, 1);
    const ids = await goods(jobs, 40);

    start();
    await runtime.advance("1s");

    expect(deaths()).toBe(1);
    await runtime.settle();
    const states = await driver.states(...ids);
    expect(states.filter((state) => state !== "succeeded")).toEqual([]);
    await runtime.advance("10m");
    expect(deaths()).toBe(5);
    expect(begun.filter((name) => name === "poison")).toHaveLength(5);
    const job = await jobs.get(bad);
    expect(job).toMatchObject({ state: "failed", attempt: 0, interruptions: 5 });
    expect(job?.error).toMatchObject({ name: "JobInterruptedError" });
    for (const id of ids) expect((await jobs.get(id))!.interruptions).toBeLessThanOrEqual(1);
    expect(await driver.faults()).toEqual([]);
  });

  test("does not keep those back that come while it is being found out", async () => {
    const { runtime, jobs, start, deaths } = world();
    await jobs.enqueue(poison, 1);
    start({ workers: 1 });
    for (let death = 1; death <= 5; death++) {
      await runtime.advance("500ms");
      const [id] = await goods(jobs, 1);
      while (deaths() < death) await runtime.advance("500ms");
      await runtime.settle();

      expect(await jobs.get(id!), `after death ${death}`).toMatchObject({
        state: "succeeded",
        interruptions: 0,
      });
    }
    expect(await jobs.monitor.statistics()).toMatchObject({ failed: 1, enqueued: 0 });
  });

  test("counts no interruption of what was claimed ahead and not begun", async () => {
    const { runtime, jobs, start, driver } = world();
    // Quick ones teach the server to claim ahead.
    start({ workers: 1 });
    await goods(jobs, 10);
    await runtime.settle();
    const [first, ...ahead] = await jobs.enqueueMany([
      { job: poison, args: 0.02 },
      ...Array.from({ length: 6 }, (_, n) => ({ job: good, args: n })),
    ]);
    await runtime.settle();
    const held = (await driver.store()).leases.flatMap((row) => row.jobs);
    expect(held.filter((entry) => entry.ahead).map(({ id }) => id)).toEqual(ahead);

    await runtime.advance("30ms");

    expect((await jobs.get(first!))!.interruptions).toBeGreaterThan(0);
    for (const id of ahead)
      expect(await jobs.get(id)).toMatchObject({ state: "succeeded", interruptions: 0 });
    const [line] = (await jobs.get(ahead[0]!))!.history.filter(({ reason }) => reason?.includes("is gone"));
    expect(line?.reason).toContain("may not have begun");
  });

  test("is found out also when it stores where it is each time, and the others go on", async () => {
    const { runtime, jobs, start } = world();
    await jobs.enqueue(marked);
    start();
    await runtime.advance("1m");
    const ids = await goods(jobs, 8);
    await runtime.advance("1m");

    expect((await Promise.all(ids.map((id) => jobs.get(id)))).map((job) => job?.state)).toEqual(
      ids.map(() => "succeeded"),
    );
    expect(await jobs.monitor.statistics()).toMatchObject({ failed: 1 });
  });

  test("ends no long innocent job more than once, however often it dies itself", async () => {
    const { runtime, jobs, start, deaths } = world();
    const bad = await jobs.enqueue(poison, 1);
    const long = await jobs.enqueueMany([600, 601, 602].map((args) => ({ job: slow, args })));
    start();

    await runtime.advance("2h");

    expect(deaths()).toBe(5);
    expect(await jobs.get(bad)).toMatchObject({ state: "failed" });
    for (const id of long) {
      const job = await jobs.get(id);
      expect(job).toMatchObject({ state: "succeeded" });
      expect(job!.interruptions).toBeLessThanOrEqual(2);
    }
  });
});

describe("a job over which a context has died", () => {
  test("says why it waits, beside what runs alone", async () => {
    const { runtime, jobs, start } = world();
    await jobs.enqueue(poison, 3);
    const second = await jobs.enqueue(slow, 3);
    start({ workers: 2 });
    await runtime.advance("3s");

    const [waitingFor] = (await jobs.get(second))!.waitingFor;

    expect(waitingFor).toMatchObject({ kind: "workers-busy" });
    expect(waitingFor?.detail).toContain("begins alone");
  });

  test("begins after five seconds also where there is always something else to do", async () => {
    const { runtime, jobs, start } = world();
    const id = await jobs.enqueue(slow, 1);
    const first = start({ workers: 1 });
    await runtime.settle();
    await jobs.enqueueMany(Array.from({ length: 50 }, () => ({ job: slow, args: 1 })));
    first.kill();
    start({ workers: 1 });
    await runtime.advance("4s");
    expect((await jobs.get(id))?.state).toBe("enqueued");

    await runtime.advance("3s");

    expect((await jobs.get(id))?.state).toBe("succeeded");
    expect(await jobs.monitor.statistics()).toMatchObject({ processing: 1 });
  });

  test("has its context to itself for five seconds, and then no longer", async () => {
    const { runtime, jobs, start } = world();
    const id = await jobs.enqueue(slow, 60);
    const first = start();
    await runtime.settle();
    first.kill();
    start();
    await runtime.settle();
    expect((await jobs.get(id))?.state).toBe("processing");
    const [next] = await goods(jobs, 1);

    await runtime.advance("4s");
    expect((await jobs.get(next!))?.state).toBe("enqueued");
    await runtime.advance("1s");

    expect((await jobs.get(next!))?.state).toBe("succeeded");
    expect((await jobs.get(id))?.state).toBe("processing");
  });

  test("that only one server can run begins when another server's has ended", async () => {
    const { runtime, jobs, start } = world();
    const here = await jobs.enqueue(slow, 2);
    const there = defineJob<void, string>("there");
    const done = handle(there, () => "done");
    const elsewhere = runtime.addServer({ handlers: [handle(there, () => new Promise<string>(() => {}))] });
    const id = await jobs.enqueue(there);
    const first = start();
    await runtime.settle();
    elsewhere.kill();
    first.kill();
    start();
    await runtime.settle();
    expect((await jobs.get(here))?.state).toBe("processing");

    runtime.addServer({ handlers: [done], kind: "window" });
    await runtime.advance("1s");
    expect((await jobs.get(id))?.state).toBe("enqueued");
    await runtime.advance("1s");

    expect((await jobs.get(here))?.state).toBe("succeeded");
    expect((await jobs.get(id))?.state).toBe("succeeded");
  });

  test("is an ordinary one again once an attempt has come to an end", async () => {
    const { runtime, jobs, start, driver } = world();
    const flaky = defineJob<void, string>("flaky", { retry: { attempts: 2, delay: "1m" } });
    const id = await jobs.enqueue(flaky);
    const first = runtime.addServer({ handlers: [handle(flaky, () => new Promise<string>(() => {}))] });
    await runtime.settle();
    first.kill();
    runtime.addServer({
      handlers: [
        handle(flaky, () => {
          throw new Error("as usual");
        }),
      ],
    });
    start();
    await runtime.settle();

    expect(await driver.record(id)).toMatchObject({ state: "scheduled", interruptions: 1 });
    expect(await driver.record(id)).not.toHaveProperty("suspicion");
  });

  test("does not stand back for ever when the clock is set back", async () => {
    const { runtime, jobs, start } = world();
    const id = await jobs.enqueue(slow, 1);
    const first = start();
    await runtime.settle();
    first.kill();
    runtime.setClock(NOON - 3_600_000);
    start();
    await jobs.enqueueMany(Array.from({ length: 20 }, () => ({ job: slow, args: 1 })));

    await runtime.advance("10s");

    expect((await jobs.get(id))?.state).toBe("succeeded");
  });
});

test("what waits beside a suspect that goes on for long is begun when its trial is over, with nobody to tell of it", async () => {
  const { runtime, jobs, start, begun } = world();
  const first = start();
  await jobs.enqueue(slow, 3_600);
  await runtime.settle();
  await jobs.pauseQueue("default");
  first.kill();
  start({ workers: 2 });
  const ids = await goods(jobs, 3);
  await runtime.advance("10s");
  // It has stood back for long enough, and comes before all others.
  await jobs.resumeQueue("default");
  await runtime.advance("4s");
  expect(begun).toEqual(["slow", "slow"]);

  await runtime.advance("1s");

  expect(begun).toEqual(["slow", "slow", "good 0", "good 1", "good 2"]);
  for (const id of ids) expect(await jobs.get(id)).toMatchObject({ state: "succeeded" });
});

test("arguments that are gone fail their job alone, at once, with an error that says so", async () => {
  const database = new MemoryDatabase();
  const runtime = createTestRuntime({
    now: NOON,
    openStorage: () => new MemoryStorage(database),
    handlers: [handle(good, (n) => n), handle(large, () => "read")],
  });
  onTestFinished(() => runtime.close());
  runtime.kill();
  const id = await runtime.client.enqueue(large, "x".repeat(20_000));
  await new MemoryStorage(database).run(removePayload, { id });
  const others = await goods(runtime.client, 3);

  runtime.restart();
  await runtime.settle();

  expect(await runtime.client.get(id)).toMatchObject({
    state: "failed",
    attempt: 1,
    error: { name: "UnreadableArgsError", code: "unreadable-args" },
  });
  for (const other of others) expect((await runtime.client.get(other))?.state).toBe("succeeded");

  const copy = await runtime.client.duplicate(id);
  await runtime.settle();
  expect(await runtime.client.get(copy!)).toMatchObject({ error: { code: "unreadable-args" } });
});
