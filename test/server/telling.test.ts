import { describe, expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { report } from "../../src/operations/claim/report.ts";
import { makeGate, makeRuntime } from "../support/runtime.ts";

const talk = defineJob("talk");

describe("what a handler says of itself", () => {
  test("is written a few times a second at most, however much and however many say it", async () => {
    const gate = makeGate();
    const runtime = makeRuntime([
      handle(talk, async (_, context) => {
        for (let i = 0; i <= 10_000; i++) context.progress(i / 10_000, `step ${i}`);
        for (let i = 0; i < 150; i++) context.log("info", `line ${i}`);
        await gate.pass(context.signal);
      }),
    ]);
    const { storage } = runtime.addServer({ workers: 10 });
    runtime.kill();
    let writes = 0;
    const { run } = storage;
    const counted: typeof run = (operation, input, options) => {
      if (operation.name === report.name) writes += 1;
      return run.call(storage, operation, input, options) as ReturnType<typeof run<typeof input, never>>;
    };
    storage.run = counted;
    const requests = Array.from({ length: 10 }, () => ({ job: talk, args: undefined }));
    const ids = await runtime.jobs.enqueueMany(requests);
    await runtime.advance("1s");

    expect(gate.waiting).toHaveLength(10);
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThanOrEqual(2);
    for (const id of ids) {
      expect((await runtime.jobs.get(id))?.progress).toEqual({ fraction: 1, message: "step 10000" });
      expect(await runtime.jobs.monitor.log(id)).toHaveLength(150);
    }
    await runtime.advance("1h");
    expect(writes).toBeLessThanOrEqual(2);
  });

  test("in one run does not write over what it said in the run before, also within one attempt", async () => {
    let run = 0;
    const runtime = makeRuntime([
      handle(talk, async (_, context) => {
        run += 1;
        context.log("info", `run ${run}, begun`);
        if (run === 1) context.log("warn", "about to be interrupted");
        if (run === 1) await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
        if (run === 2) await context.sleep("a nap", "1m");
      }),
    ]);
    const id = await runtime.jobs.enqueue(talk);
    await runtime.advance("1s");
    await runtime.interrupt();
    await runtime.advance("2m");
    await runtime.jobs.requeue(id);
    await runtime.settle();

    const lines = await runtime.jobs.monitor.log(id);
    expect(lines.map(({ attempt, message }) => `${attempt}: ${message}`)).toEqual([
      "1: run 1, begun",
      "1: about to be interrupted",
      "1: run 2, begun",
      "1: run 3, begun",
      "1: run 4, begun",
    ]);
  });

  test("is kept of the last twenty runs, and is short", async () => {
    let run = 0;
    const runtime = makeRuntime([
      handle(talk, (_, context) => {
        run += 1;
        context.log("info", `run ${run}`, run === 50 ? "x".repeat(20_000) : undefined);
        context.log("info", "y".repeat(5_000));
        if (run < 50) return context.yield();
        context.progress(1, "z".repeat(5_000));
        return undefined;
      }),
    ]);
    const id = await runtime.jobs.enqueue(talk);
    await runtime.settle();

    const lines = await runtime.jobs.monitor.log(id);
    expect(lines.filter((_, i) => i % 2 === 0).map(({ message }) => message)).toEqual(
      Array.from({ length: 20 }, (_, i) => `run ${i + 31}`),
    );
    expect(lines.at(-2)?.data).toBe("Left out: it is larger than 10 KB.");
    expect(lines.at(-1)?.message).toHaveLength(4_001);
    expect((await runtime.jobs.get(id))?.progress?.message).toHaveLength(4_001);
  });
});

describe("tags", () => {
  test("find their jobs in every state, page by page, by looking at a bounded number of jobs", async () => {
    const runtime = makeRuntime([handle(talk, () => {})]);
    const requests = Array.from({ length: 300 }, (_, i) => ({
      job: talk,
      args: undefined,
      options: i % 10 === 0 ? { tags: ["tenth", `number ${i}`] } : {},
    }));
    const ids = await runtime.jobs.enqueueMany(requests);
    await runtime.settle();

    const tenth = ids.filter((_, i) => i % 10 === 0);
    const found: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await runtime.jobs.monitor.jobs({ tag: "tenth", limit: 7, ...(after ? { after } : {}) });
      found.push(...page.map(({ id }) => id));
      expect(page.looked).toBeLessThanOrEqual(300);
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(found).toEqual(tenth.toReversed());
    expect(
      (await runtime.jobs.monitor.jobs({ tag: "number 20", state: "succeeded" })).map(({ id }) => id),
    ).toEqual([ids[20]]);
  });
});
