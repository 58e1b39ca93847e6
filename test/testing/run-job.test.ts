import { describe, expect, test } from "vitest";
import { defineJob, HoldError, handle, type JobContext } from "../../src/index.ts";
import { createTestRuntime, runJob } from "../../src/testing.ts";

const shrink = defineJob<{ side: number }, { bytes: number }>("shrink", {
  retry: { attempts: 2, delay: "10m", jitter: 0 },
});
const upload = defineJob<{ bytes: number }>("upload");

describe("one handler alone", () => {
  test("answers what the handler answered, as it was stored", async () => {
    const run = await runJob(
      handle(shrink, ({ side }) => ({ bytes: side * side })),
      { side: 3 },
    );

    expect(run).toMatchObject({ state: "succeeded", result: { bytes: 9 }, error: undefined });
    expect(run.job.history.map(({ state }) => state)).toEqual(["enqueued", "processing", "succeeded"]);
  });

  test("tells what it said of itself, and lists what it enqueued without running it", async () => {
    let uploaded = 0;
    const shrinking = handle(shrink, async ({ side }, context) => {
      context.progress(0.5, "half");
      context.log("info", "shrinking", { side });
      const bytes = await context.step("shrink", () => side * 2);
      await context.checkpoint({ bytes });
      await context.client.enqueue(upload, { bytes });
      await context.client.schedule(shrink, { side: 1 }, { delay: "1h" });
      return { bytes };
    });
    await using runtime = createTestRuntime({
      handlers: [shrinking, handle(upload, () => void uploaded++)],
    });

    const run = await runtime.runJob(shrink, { side: 4 });

    expect(run).toMatchObject({
      state: "succeeded",
      progress: [{ fraction: 0.5, message: "half" }],
      logs: [{ level: "info", message: "shrinking", data: { side: 4 } }],
      steps: { shrink: 8 },
      saved: { bytes: 8 },
      enqueued: [
        { name: "upload", state: "enqueued", args: { bytes: 8 } },
        { name: "shrink", state: "scheduled", args: { side: 1 } },
      ],
    });
    expect(uploaded).toBe(0);
    expect(await runtime.jobsOf()).toEqual([]);
  });

  test("answers the error itself, and when it would be tried again", async () => {
    const down = new RangeError("down");
    const run = await runJob(
      handle(shrink, () => {
        throw down;
      }),
      { side: 1 },
    );

    expect(run.error).toBe(down);
    expect(run.state).toBe("scheduled");
    expect(run.job.scheduledFor! - run.job.startedAt!).toBe(600_000);
  });

  test("can be a later attempt: the last one fails for good", async () => {
    const attempts: number[] = [];
    const failing = handle(shrink, (_, { attempt }) => {
      attempts.push(attempt);
      throw new Error("still down");
    });

    const run = await runJob(failing, { side: 1 }, { attempt: 3 });

    expect(attempts).toEqual([3]);
    expect(run).toMatchObject({ state: "failed", job: { attempt: 3, maxAttempts: 3 } });
  });

  test("says so when there is no such attempt", async () => {
    const failing = handle(shrink, () => ({ bytes: 0 }));

    await expect(runJob(failing, { side: 1 }, { attempt: 4 })).rejects.toThrow(
      "runJob('shrink'): it did not run; it is failed",
    );
  });

  test("finds the steps and the checkpoint of an earlier run", async () => {
    const performed: string[] = [];
    const run = await runJob(
      handle(shrink, async (_, { step, saved }) => {
        const first = await step("first", () => performed.push("first"));
        const second = await step("second", () => performed.push("second"));
        return { bytes: first + second + (saved as number) };
      }),
      { side: 1 },
      { steps: { first: 10 }, saved: 100 },
    );

    expect(performed).toEqual(["second"]);
    expect(run).toMatchObject({ result: { bytes: 111 }, steps: { first: 10, second: 1 } });
  });

  test("finds the parents and the deadline it is given", async () => {
    const parents = [{ id: "p", state: "succeeded" as const, result: 7 }];
    const run = await runJob(
      handle(shrink, (_, { parent, deadline }) => ({ bytes: (parent!.result as number) + deadline! })),
      { side: 1 },
      { parents, deadline: 5 },
    );

    expect(run.result).toEqual({ bytes: 12 });
  });

  test("ends with a durable sleep, a yield or a hold, each in its state", async () => {
    const ending = (end: (context: JobContext) => Promise<unknown>) =>
      runJob(
        handle(shrink, async (_, context) => {
          await end(context);
          return { bytes: 0 };
        }),
        { side: 1 },
      );

    const asleep = await ending(({ sleep }) => sleep("a while", "1h"));
    expect(asleep.state).toBe("scheduled");
    expect((await ending((context) => context.yield())).state).toBe("enqueued");
    const held = await ending(async () => {
      throw new HoldError("auth");
    });
    expect(held).toMatchObject({
      state: "enqueued",
      job: { waitingFor: [{ kind: "hold", detail: expect.stringContaining("auth") }] },
    });
  });

  test("hears the signal that the test aborts", async () => {
    const controller = new AbortController();
    const run = await runJob(
      handle(shrink, (_, { signal }) => {
        controller.abort(new Error("the tab went away"));
        signal.throwIfAborted();
        return { bytes: 0 };
      }),
      { side: 1 },
      { signal: controller.signal },
    );

    expect(run.error).toMatchObject({ message: "the tab went away" });
  });

  test("waits for a handler that takes real time", async () => {
    const run = await runJob(
      handle(shrink, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { bytes: 1 };
      }),
      { side: 1 },
    );

    expect(run.result).toEqual({ bytes: 1 });
  });

  test("runs only what the runtime has a handler for", async () => {
    await using runtime = createTestRuntime();

    await expect(runtime.runJob(shrink, { side: 1 })).rejects.toThrow("no handler for it");
  });
});
