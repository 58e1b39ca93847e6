import { describe, expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTestRuntime, runJob } from "../../src/testing.ts";
import { makeGate } from "../support/runtime.ts";

const send = defineJob<string, string>("send", { retry: { attempts: 2, delay: "1m" } });

describe("the test runtime", () => {
  test("begins at its own time and moves it only when asked to", async () => {
    const runtime = createTestRuntime({ now: "2030-05-01T00:00:00Z", handlers: [handle(send, (to) => to)] });

    await runtime.client.enqueue(send, "Ada");
    await runtime.settle();
    expect(runtime.now()).toBe(Date.parse("2030-05-01T00:00:00Z"));
    await runtime.advance("90s");

    expect(runtime.now()).toBe(Date.parse("2030-05-01T00:01:30Z"));
  });

  test("runs the same with the same seed: ids and random waits", async () => {
    const failing = handle(defineJob("bad"), () => {
      throw new Error("no");
    });
    const play = async (seed: number): Promise<unknown> => {
      const runtime = createTestRuntime({ seed, handlers: [failing] });
      const id = await runtime.client.enqueue(failing.definition);
      await runtime.settle();
      return { id, due: (await runtime.client.get(id))?.scheduledFor };
    };

    expect(await play(7)).toEqual(await play(7));
    expect(await play(7)).not.toEqual(await play(8));
  });

  test("does a thousand jobs, retries and a day of waiting in a few operations", async () => {
    const failing = defineJob<number>("now-and-then", {
      retry: { attempts: 1, delay: "1h" },
      keep: { succeeded: "30d" },
    });
    const database = new MemoryDatabase();
    let operations = 0;
    const openStorage = (): Storage => {
      const storage = new MemoryStorage(database);
      const { run } = storage;
      return Object.assign(storage, {
        run: ((operation, input) => {
          operations += 1;
          return run.call(storage, operation, input);
        }) as Storage["run"],
      });
    };
    const runtime = createTestRuntime({
      openStorage,
      handlers: [
        handle(failing, (n, { attempt }) => {
          if (n % 10 === 0 && attempt === 1) throw new Error("Now.");
        }),
      ],
    });

    await runtime.jobs.enqueueMany(
      Array.from({ length: 1_000 }, (_, n) => ({
        job: failing,
        args: n,
        ...(n % 7 === 0 ? { when: { delay: "20h" } as const } : {}),
      })),
    );
    await runtime.advance("1d");

    // How long they take is for the bench to say: bench/testing.bench.mjs.
    expect(operations).toBeLessThan(150);
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({
      succeeded: 1_000,
      enqueued: 0,
      scheduled: 0,
    });
    await runtime.close();
  });

  test("refuses what it doesn't know: a test that says something else than it means passes for no reason", async () => {
    const runtime = createTestRuntime();

    expect(() => createTestRuntime({ handler: [] } as never)).toThrow("did you mean 'handlers'");
    expect(() => runtime.device({ netwrok: "offline" } as never)).toThrow("did you mean 'network'");
    expect(() => runtime.device({ network: "slow" as never })).toThrow("offline, metered, unmetered");
    expect(() => runtime.addServer({ worker: 1 } as never)).toThrow("did you mean 'workers'");
    expect(() => runtime.addClient({ ownr: "ada" } as never)).toThrow("did you mean 'owner'");
    await expect(runJob(handle(send, String), "Ada", { atempt: 2 } as never)).rejects.toThrow("'attempt'");
  });

  test("drains: time goes on until nothing runs or is scheduled", async () => {
    const runs: number[] = [];
    const runtime = createTestRuntime({
      handlers: [
        handle(send, (to, { attempt }) => {
          runs.push(attempt);
          if (attempt < 3) throw new Error("again");
          return to;
        }),
      ],
    });
    const id = await runtime.client.schedule(send, "Ada", { delay: "3d" });

    await runtime.drain();

    expect(runs).toEqual([1, 2, 3]);
    expect(await runtime.client.result(id)).toBe("Ada");
  });

  test("interrupts: the server dies where it stands, and the next goes on", async () => {
    const gate = makeGate<string>();
    const runtime = createTestRuntime({ handlers: [handle(send, (_, { signal }) => gate.pass(signal))] });
    const id = await runtime.client.enqueue(send, "Ada");
    await runtime.settle();
    const before = runtime.server.id;

    await runtime.interrupt();
    gate.waiting[1]?.resolve("done");
    await runtime.settle();

    expect(runtime.server.id).not.toBe(before);
    expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded", interruptions: 1 });
  });

  test("says that a killed server is gone, to every client", async () => {
    const runtime = createTestRuntime();
    await runtime.settle();
    expect(await runtime.addClient().monitor.servers()).toHaveLength(1);

    runtime.kill();

    expect(await runtime.addClient().monitor.servers()).toEqual([]);
  });

  test("ends with `await using`", async () => {
    let late: string | undefined;
    {
      await using runtime = createTestRuntime({ handlers: [handle(send, (to) => to)] });
      late = await runtime.client.enqueue(send, "Ada");
    }

    expect(late).toBeTypeOf("string");
  });
});
