import { describe, expect, test } from "vitest";
import { LOAD, Load, requestOf } from "../../demo/app/load.ts";
import { loadHandlers } from "../../demo/jobs/load.ts";
import { LOAD_QUEUE } from "../../demo/jobs.ts";
import { NOON } from "../support/make-job.ts";
import { makeRuntime } from "../support/runtime.ts";

describe("the demo's load", () => {
  test("is varied: kinds, tags, plans, failures", async () => {
    const runtime = makeRuntime(loadHandlers);
    await runtime.client.enqueueMany(Array.from({ length: 1_000 }, (_, n) => requestOf(n, NOON)));
    await runtime.settle();

    const { succeeded, failed, scheduled, retries } = await runtime.client.monitor.statistics();
    expect(succeeded + failed + scheduled).toBe(1_000);
    expect([failed > 5, retries > 5, scheduled > 150, succeeded > 600]).toEqual([true, true, true, true]);
    const jobs = await runtime.client.monitor.jobs({ limit: 100 });
    expect(new Set(jobs.map(({ name }) => name)).size).toBe(6);
    expect(new Set(jobs.flatMap(({ tags }) => tags)).size).toBeGreaterThan(3);
  });

  test("stops after the chunk that is on its way, and is removed whole, with nothing else", async () => {
    const runtime = makeRuntime([]);
    const other = await runtime.client.enqueue(requestOf(1).job, requestOf(1).args, { queue: "default" });
    const seen: number[] = [];
    const load = new Load(runtime.client, () => {
      seen.push(load?.done ?? 0);
      if (load?.done === 3_000) load.cancel();
    });

    await load.fill();

    expect(load.done).toBe(3_000);
    expect(seen).toEqual([0, 1_000, 2_000, 3_000, 3_000]);
    expect((await runtime.client.monitor.jobs({ queue: LOAD_QUEUE, limit: 1_000 })).length).toBe(1_000);
    expect([load.state, load.filled]).toEqual(["idle", true]);
    await load.remove();
    expect([load.state, load.filled]).toEqual(["idle", false]);
    expect((await runtime.client.monitor.jobs()).map(({ id }) => id)).toEqual([other]);
    expect(LOAD).toBe(100_000);
  });

  test("of an earlier visit is found, to be removed", async () => {
    const runtime = makeRuntime([]);
    await runtime.client.enqueueMany([requestOf(1)]);
    const load = new Load(runtime.client, () => {});

    await load.look();

    expect(load.filled).toBe(true);
  });
});
