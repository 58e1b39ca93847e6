import { describe, expect, test } from "vitest";
import {
  defineJob,
  handle,
  InvalidJobError,
  JobDeletedError,
  JobTimeoutError,
  ShutdownError,
} from "../../src/index.ts";
import { NOON } from "../support/make-job.ts";
import { jobOf, makeGate, makeRuntime, stateOf, statesOf } from "../support/runtime.ts";

const work = defineJob<void, string>("work", { retry: false });

describe("the arguments", () => {
  const sort = defineJob<{ letters: string[] }>("sort", { retry: { attempts: 1, delay: "1m" } });

  test("that a handler changes are as they were given in the next attempt, and in the record", async () => {
    const found: string[][] = [];
    const runtime = makeRuntime([
      handle(sort, ({ letters }) => {
        found.push([...letters]);
        letters.pop();
        if (found.length === 1) throw new Error("no");
      }),
    ]);
    const id = await runtime.client.enqueue(sort, { letters: ["b", "a"] });

    await runtime.advance("1m");

    expect(found).toEqual([
      ["b", "a"],
      ["b", "a"],
    ]);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", args: { letters: ["b", "a"] } });
  });
});

describe("a timeout", () => {
  const slow = defineJob<void, string>("slow", { timeout: "2m", retry: { attempts: 1, delay: "1m" } });

  test("aborts the signal with its error and fails the attempt, which is retried like any other", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(slow, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(slow);

    await runtime.advance("2m");

    expect(gate.signals[0]?.reason).toBeInstanceOf(JobTimeoutError);
    expect(await jobOf(runtime, id)).toMatchObject({
      state: "scheduled",
      attempt: 1,
      error: { name: "JobTimeoutError", code: "job-timeout" },
    });
  });

  test("is final for the attempt: an answer that comes later is dropped", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(slow, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(slow, undefined, { retry: false });
    await runtime.advance("2m");

    gate.waiting[0]?.resolve("late");
    await runtime.advance("1m");

    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed" });
    expect((await jobOf(runtime, id)).result).toBeUndefined();
  });

  test("frees the worker for the next job", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime(
      [handle(slow, (_, { signal }) => gate.pass(signal)), handle(work, () => "done")],
      { workers: 1 },
    );
    await runtime.client.enqueue(slow, undefined, { retry: false });
    const next = await runtime.client.enqueue(work);

    await runtime.advance("2m");

    expect(await stateOf(runtime, next)).toBe("succeeded");
  });

  test("counts the time of one attempt, not of the job", async () => {
    const runtime = makeRuntime([handle(slow, () => "quick")]);
    const id = await runtime.client.schedule(slow, undefined, { delay: "1h" });

    await runtime.advance("1h");

    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("of a call overrides the definition's", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(slow, (_, { signal }) => gate.pass(signal))]);
    await runtime.client.enqueue(slow, undefined, { timeout: "10s" });

    await runtime.advance("10s");

    expect(gate.signals[0]?.aborted).toBe(true);
  });
});

describe("deleting a job that runs", () => {
  test("aborts its signal at once and refuses what the handler still answers", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(work, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(work);
    await runtime.settle();

    expect(await runtime.client.delete(id)).toBe(true);
    await runtime.settle();
    gate.waiting[0]?.resolve("late");
    await runtime.settle();

    expect(gate.signals[0]?.reason).toBeInstanceOf(JobDeletedError);
    const job = await jobOf(runtime, id);
    expect(job).toMatchObject({ state: "deleted", attempt: 1 });
    expect(statesOf(job)).toEqual(["enqueued", "processing", "deleted"]);
    expect(job.result).toBeUndefined();
  });

  test("by another client reaches the handler too", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(work, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(work);
    await runtime.settle();

    await runtime.addClient().delete(id);
    await runtime.settle();

    expect(gate.signals[0]?.aborted).toBe(true);
  });

  test("reaches the handler however many continuations go with it", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(work, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(work);
    await runtime.settle();
    await Promise.all(Array.from({ length: 600 }, () => runtime.client.continueWith(id, work)));

    await runtime.client.delete(id);
    await runtime.settle();

    expect(gate.signals[0]?.aborted).toBe(true);
    expect(await runtime.client.monitor.statistics()).toMatchObject({ deleted: 601, processing: 0 });
  });

  test("that was claimed ahead and waits for a worker keeps its handler from being called", async () => {
    const gate = makeGate<string>();
    const seen: number[] = [];
    const numbered = defineJob<number, string>("numbered");
    const runtime = makeRuntime(
      [
        handle(numbered, (n, { signal }) => {
          seen.push(n);
          return n < 100 ? "quick" : gate.pass(signal);
        }),
      ],
      { workers: 1 },
    );
    // Quick jobs teach the server to claim ahead.
    await runtime.client.enqueueMany([1, 2, 3].map((args) => ({ job: numbered, args })));
    await runtime.settle();
    const [, ahead] = await runtime.client.enqueueMany([100, 101].map((args) => ({ job: numbered, args })));
    await runtime.settle();
    expect(await stateOf(runtime, ahead!)).toBe("processing");

    await runtime.client.delete(ahead!);
    await runtime.settle();
    gate.waiting[0]?.resolve("done");
    await runtime.settle();

    expect(seen).toEqual([1, 2, 3, 100]);
    expect(await stateOf(runtime, ahead!)).toBe("deleted");
  });

  test("while its handler's context is still being made keeps the handler from being called", async () => {
    const called: string[] = [];
    const child = defineJob("child");
    const runtime = makeRuntime([handle(work, () => "done")]);
    const reader = runtime.addServer({ handlers: [handle(child, () => void called.push("child"))] });
    const parent = await runtime.client.enqueue(work);
    await runtime.settle();
    const deleted: Promise<boolean>[] = [];
    // The parent's outcome is read for the context after the claim.
    reader.storage.onOperation = (name, point) => {
      if (name === "read-parents" && point === "before") deleted.push(runtime.client.delete("next"));
    };

    await runtime.client.continueWith(parent, child, undefined, { id: "next" });
    await runtime.settle();

    expect(await Promise.all(deleted)).toEqual([true]);
    expect(called).toEqual([]);
  });
});

describe("what a handler answers", () => {
  test("that can't be stored fails the job, naming the path, and is not tried again", async () => {
    const runs: number[] = [];
    const odd = defineJob<void, { items: unknown[] }>("odd");
    const runtime = makeRuntime([
      handle(odd, (_, { attempt }) => {
        runs.push(attempt);
        return { items: [1, () => {}] };
      }),
    ]);
    const id = await runtime.client.enqueue(odd);

    await runtime.advance("1d");

    const { state, error } = await jobOf(runtime, id);
    expect(state).toBe("failed");
    expect(runs).toEqual([1]);
    expect(error).toMatchObject({ name: "InvalidJobError", code: "invalid-job" });
    expect(error?.message).toContain("result.items[1]");
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a Map with a Date", new Map([["at", new Date(NOON)]])],
    ["something large", { text: "x".repeat(50_000) }],
  ])("may be %s", async (_, value) => {
    const any = defineJob<void, unknown>("any");
    const runtime = makeRuntime([handle(any, () => value)]);

    const id = await runtime.client.enqueue(any);
    await runtime.settle();

    expect(await runtime.client.result(id)).toEqual(value);
  });

  test("may come without a promise, and so may what it throws", async () => {
    const runtime = makeRuntime([
      handle(work, () => {
        throw new InvalidJobError("at once");
      }),
    ]);

    const id = await runtime.client.enqueue(work);
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", error: { message: "at once" } });
  });
});

describe("a graceful stop", () => {
  test("lets a running job end", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(work, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(work);
    await runtime.settle();

    const stopped = runtime.server.stop();
    gate.waiting[0]?.resolve("done");
    await runtime.settle();
    await stopped;

    expect(gate.signals[0]?.aborted).toBe(false);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", result: "done" });
  });

  test("gives back what goes on longer than its grace, without spending an attempt or an interruption", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(work, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(work);
    await runtime.settle();

    const stopped = runtime.server.stop({ grace: 5_000 });
    await runtime.advance("5s");
    await stopped;

    expect(gate.signals[0]?.reason).toBeInstanceOf(ShutdownError);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });
    expect(await runtime.client.monitor.servers()).toEqual([]);
  });

  test("takes no more work", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(work, (_, { signal }) => gate.pass(signal))]);
    await runtime.client.enqueue(work);
    await runtime.settle();

    const stopped = runtime.server.stop();
    const late = await runtime.client.enqueue(work);
    await runtime.settle();
    gate.waiting[0]?.resolve("done");
    await runtime.settle();
    await stopped;

    expect(await stateOf(runtime, late)).toBe("enqueued");
    expect(gate.waiting).toHaveLength(1);
  });

  test("of a server at rest is over at once, and harmless to repeat", async () => {
    const runtime = makeRuntime([handle(work, () => "done")]);
    await runtime.settle();

    await runtime.server.stop();
    await runtime.server.stop();

    expect(await runtime.client.monitor.servers()).toEqual([]);
  });
});
