import { describe, expect, test } from "vitest";
import { defineJob, handle, LeaseLostError, ShutdownError } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { Driver } from "../support/driver.ts";
import { NOON, SECOND } from "../support/make-job.ts";
import { type Gate, jobOf, makeGate, makeRuntime, stateOf, statesOf } from "../support/runtime.ts";

const work = defineJob<number, string>("work", { retry: false });

/** A runtime whose only handler waits at the gate. */
function gated(options: Parameters<typeof makeRuntime>[1] = {}): {
  runtime: TestRuntime;
  gate: Gate<string>;
} {
  const gate = makeGate<string>();
  return { gate, runtime: makeRuntime([handle(work, (_, { signal }) => gate.pass(signal))], options) };
}

describe("several servers on one storage", () => {
  test("run each of many jobs exactly once", async () => {
    const runs = new Map<number, number>();
    const runtime = makeRuntime([
      handle(work, (n) => {
        runs.set(n, (runs.get(n) ?? 0) + 1);
        return "done";
      }),
    ]);
    for (let i = 0; i < 3; i++) runtime.addServer();
    const requests = Array.from({ length: 500 }, (_, n) => ({ job: work, args: n }));

    await runtime.client.enqueueMany(requests);
    await runtime.advance("1s");

    expect(runs.size).toBe(500);
    expect(new Set(runs.values())).toEqual(new Set([1]));
    expect(await runtime.client.monitor.statistics()).toMatchObject({ succeeded: 500, servers: 4 });
  });

  test("share the work: all of them run some", async () => {
    const { runtime, gate } = gated({ workers: 2 });
    runtime.addServer();
    await runtime.client.enqueueMany(Array.from({ length: 4 }, (_, n) => ({ job: work, args: n })));
    await runtime.settle();

    const servers = await runtime.client.monitor.servers();

    expect(servers.map(({ running }) => running.length)).toEqual([2, 2]);
    expect(gate.waiting).toHaveLength(4);
  });

  test("let no job idle that one of them has claimed ahead and can't begin", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(work, (n, { signal }) => (n < 3 ? "quick" : gate.pass(signal)))], {
      workers: 1,
    });
    // Quick jobs teach the first server to claim ahead.
    await runtime.client.enqueueMany([0, 1, 2].map((args) => ({ job: work, args })));
    await runtime.settle();
    const ids = await runtime.client.enqueueMany([3, 4].map((args) => ({ job: work, args })));
    await runtime.settle();

    runtime.addServer();
    await runtime.advance("1s");

    expect(gate.waiting).toHaveLength(2);
    const servers = await runtime.client.monitor.servers();
    expect(new Set(servers.flatMap(({ running }) => running))).toEqual(new Set(ids));
  });
});

describe("a server that dies", () => {
  test("loses its jobs to another at once, without any time passing, and they are done once more", async () => {
    const { runtime, gate } = gated();
    const id = await runtime.client.enqueue(work, 0);
    await runtime.settle();
    runtime.addServer();
    await runtime.settle();

    runtime.kill();
    await runtime.settle();
    gate.waiting[1]?.resolve("by the second");
    await runtime.settle();

    const job = await jobOf(runtime, id);
    expect(runtime.now()).toBe(NOON);
    expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 1, result: "by the second" });
    expect(statesOf(job)).toEqual(["enqueued", "processing", "enqueued", "processing", "succeeded"]);
    expect(job.history[2]?.reason).toContain("service-worker");
  });

  test("leaves its jobs enqueued until the next one starts, however long that takes", async () => {
    const { runtime, gate } = gated();
    const id = await runtime.client.enqueue(work, 0);
    await runtime.settle();
    runtime.kill();
    await runtime.advance("30d");

    runtime.restart();
    await runtime.settle();
    gate.waiting[1]?.resolve("done");
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", interruptions: 1 });
  });

  test("is found dead also when the clock was set back since it started", async () => {
    const { runtime, gate } = gated();
    await runtime.client.enqueue(work, 0);
    await runtime.settle();
    runtime.setClock(NOON - 365 * 86_400 * SECOND);

    runtime.kill();
    runtime.restart();
    await runtime.settle();

    expect(gate.waiting).toHaveLength(2);
  });

  test("can't change the job any more: its late answer is refused", async () => {
    const { runtime, gate } = gated();
    const id = await runtime.client.enqueue(work, 0);
    await runtime.settle();
    runtime.kill();
    runtime.restart();
    await runtime.settle();

    gate.waiting[0]?.resolve("from the dead");
    await runtime.settle();
    expect(await stateOf(runtime, id)).toBe("processing");
    gate.waiting[1]?.resolve("from the living");
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", result: "from the living" });
  });

  test("is forgotten: no row and no lease of it remain", async () => {
    const database = new MemoryDatabase();
    const { runtime } = gated({ openStorage: () => new MemoryStorage(database) });
    await runtime.client.enqueue(work, 0);
    await runtime.settle();
    runtime.kill();
    runtime.restart();
    await runtime.settle();

    const driver = new Driver(new MemoryStorage(database));

    expect((await driver.store()).servers.map(({ id }) => id)).toEqual([runtime.server.id]);
    expect(await driver.faults()).toEqual([]);
  });

  test("with each of its lives fails the job after five, and says why", async () => {
    const { runtime, gate } = gated();
    const id = await runtime.client.enqueue(work, 0);
    const after = await runtime.client.continueWith(id, work, 0, { on: "failed" });
    for (let life = 0; life < 5; life++) {
      await runtime.settle();
      expect(gate.waiting, `life ${life}`).toHaveLength(life + 1);
      runtime.kill();
      runtime.restart();
    }
    await runtime.settle();

    const job = await jobOf(runtime, id);
    expect(job).toMatchObject({ state: "failed", attempt: 0, interruptions: 5 });
    expect(job.error).toMatchObject({ name: "JobInterruptedError", code: "job-interrupted" });
    expect(await stateOf(runtime, after)).toBe("processing");
  });

  test("counts against a definition's own limit of interruptions", async () => {
    const fragile = defineJob<void, string>("fragile", { maxInterruptions: 1 });
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(fragile, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(fragile);
    await runtime.settle();

    runtime.kill();
    runtime.restart();
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("failed");
  });
});

describe("where there are no Web Locks", () => {
  const lockless = (): { runtime: TestRuntime; gate: Gate<string> } => {
    const database = new MemoryDatabase();
    return gated({
      openStorage(context) {
        // The one place where a test meets each context before it is used.
        Object.assign(context.platform, { locks: undefined });
        return new MemoryStorage(database);
      },
    });
  };

  test("a server that lives and works for hours is not taken for dead", async () => {
    const { runtime, gate } = lockless();
    const id = await runtime.client.enqueue(work, 0);
    await runtime.settle();
    runtime.addServer();

    await runtime.advance("2h");
    gate.waiting[0]?.resolve("done");
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", interruptions: 0 });
    expect(gate.waiting).toHaveLength(1);
  });

  test("a dead server's jobs are taken over by one that starts after half a minute of silence", async () => {
    const { runtime, gate } = lockless();
    const id = await runtime.client.enqueue(work, 0);
    await runtime.settle();
    runtime.kill();
    await runtime.advance("31s");

    runtime.restart();
    await runtime.settle();
    gate.waiting[1]?.resolve("done");
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", interruptions: 1 });
  });

  test("a dead server's jobs are taken over by one that was there all along", async () => {
    const { runtime, gate } = lockless();
    const id = await runtime.client.enqueue(work, 0);
    await runtime.settle();
    runtime.addServer();
    await runtime.settle();

    runtime.kill();
    await runtime.advance("2m");
    gate.waiting[1]?.resolve("done");
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", interruptions: 1 });
  });

  test("a server that was silent for too long and comes back begins anew, and its answer is refused", async () => {
    const { runtime, gate } = lockless();
    const id = await runtime.client.enqueue(work, 0);
    await runtime.settle();
    const silent = runtime.server;
    const before = silent.id;
    runtime.setClock(NOON + 60 * SECOND);
    const other = runtime.addServer();
    await runtime.settle();
    expect(gate.waiting).toHaveLength(2);

    gate.waiting[0]?.resolve("late");
    await runtime.settle();

    expect(silent.id).not.toBe(before);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "processing", serverId: other.server.id });
  });
});

describe("a page that is put aside", () => {
  test("gives its jobs back at once and spends nothing; another goes on with them", async () => {
    const { runtime, gate } = gated();
    await runtime.server.stop();
    const page = runtime.addServer();
    const id = await runtime.client.enqueue(work, 0);
    await runtime.settle();

    page.context.suspend();
    await runtime.settle();
    expect(gate.signals[0]?.reason).toBeInstanceOf(ShutdownError);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });

    runtime.addServer();
    await runtime.settle();
    expect(gate.waiting).toHaveLength(2);
  });

  test("and left standing still with its job, again and again, interrupts nothing: it could still say that it goes", async () => {
    const { runtime, gate } = gated();
    await runtime.server.stop();
    const page = runtime.addServer();
    const id = await runtime.client.enqueue(work, 0);
    const [TIMES, usual] = [7, 5];
    for (let i = 0; i < TIMES; i++) {
      await runtime.settle();
      expect(gate.waiting).toHaveLength(i + 1);
      // Frozen, or in the back/forward cache: it may write no more, and is taken over by whoever sees its lock free.
      page.context.suspend(true);
      await runtime.settle();
      expect(gate.signals[i]?.reason).toBeInstanceOf(ShutdownError);
      page.context.resume();
    }
    await runtime.settle();
    gate.waiting[TIMES]?.resolve("done");
    await runtime.settle();

    expect(TIMES).toBeGreaterThan(usual);
    const job = await jobOf(runtime, id);
    expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0 });
    expect(job.history.filter(({ reason }) => reason?.startsWith("Given back: its page"))).toHaveLength(
      TIMES,
    );
    expect(await runtime.client.monitor.servers()).toHaveLength(1);
  });

  test("and then dies without coming back has interrupted nothing; one that dies without a word has", async () => {
    const { runtime } = gated();
    await runtime.server.stop();
    const id = await runtime.client.enqueue(work, 0);
    for (const speaks of [true, false]) {
      const page = runtime.addServer();
      await runtime.settle();
      if (speaks) page.context.suspend(true);
      page.kill();
    }
    runtime.addServer({ handlers: [] });
    await runtime.settle();

    const job = await jobOf(runtime, id);
    expect(job).toMatchObject({ state: "enqueued", interruptions: 1 });
    expect(job.history.flatMap(({ state, reason }) => (state === "enqueued" ? reason : []))).toEqual([
      undefined,
      "Given back: its page was put aside or closed.",
      "Interrupted: its server (service-worker) is gone.",
    ]);
  });

  test("comes back under a new id and takes work again, also what it had missed", async () => {
    const { runtime } = gated();
    await runtime.server.stop();
    const seen: number[] = [];
    const page = runtime.addServer({
      handlers: [
        handle(work, (n) => {
          seen.push(n);
          return "done";
        }),
      ],
    });
    await runtime.settle();
    const before = page.server.id;
    page.context.suspend();
    await runtime.client.enqueue(work, 1);
    await runtime.client.schedule(work, 2, { delay: "1m" });
    await runtime.advance("1h");
    expect(seen).toEqual([]);

    page.context.resume();
    await runtime.settle();

    expect(new Set(seen)).toEqual(new Set([1, 2]));
    expect(page.server.id).not.toBe(before);
  });
});

test("a server that was taken for dead aborts what it runs as soon as it learns of it", async () => {
  const database = new MemoryDatabase();
  const { runtime, gate } = gated({ openStorage: () => new MemoryStorage(database) });
  await runtime.client.enqueue(work, 1);
  await runtime.settle();
  await new Driver(new MemoryStorage(database)).interrupt(runtime.server.id);

  await runtime.client.enqueue(work, 2);
  await runtime.settle();

  expect(gate.signals[0]?.reason).toBeInstanceOf(LeaseLostError);
});
