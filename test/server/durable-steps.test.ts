import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { interruptServers } from "../../src/operations/servers.ts";
import { createTestRuntime, type TestRuntime } from "../../src/testing.ts";
import { deferred } from "../support/deferred.ts";
import { makeRuntime } from "../support/runtime.ts";

const travel = defineJob<{ stops: number }, string[]>("travel", { retry: { attempts: 3, delay: "1s" } });

test("a job of twenty steps survives a kill in each of them, every finished step done once", async () => {
  const done: string[] = [];
  let killAt = 0;
  const runtime = createTestRuntime({
    handlers: [
      handle(travel, async ({ stops }, context) => {
        const seen: string[] = [];
        for (let i = 0; i < stops; i++) {
          seen.push(
            await context.step(`stop ${i}`, async () => {
              if (i === killAt) {
                killAt += 1;
                // Nothing runs at a kill: the step neither answers nor fails.
                queueMicrotask(() => void runtime.interrupt());
                await new Promise(() => {});
              }
              done.push(`stop ${i}`);
              return `stop ${i}`;
            }),
          );
        }
        return seen;
      }),
    ],
  });
  // Five interruptions are the usual limit against jobs that harm their context; this one is harmless.
  const patient = { ...travel, maxInterruptions: 50 };
  const id = await runtime.client.enqueue(patient, { stops: 20 });
  for (let i = 0; i < 25; i++) await runtime.settle();

  const job = await runtime.client.get(id);

  expect(job).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 20 });
  expect(done).toEqual(Array.from({ length: 20 }, (_, i) => `stop ${i}`));
  expect(job?.result).toEqual(done);
});

test("a step's value is replayed after a retry, and the failed step alone is done again", async () => {
  const calls: string[] = [];
  const runtime = createTestRuntime({
    handlers: [
      handle(travel, async (_args, { step }) => {
        const first = await step("first", () => calls.push("first"));
        await step("second", () => {
          calls.push("second");
          if (calls.length < 3) throw new Error("not yet");
        });
        return [String(first)];
      }),
    ],
  });
  const id = await runtime.client.enqueue(travel, { stops: 2 });
  await runtime.advance("2s");

  expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded", result: ["1"], attempt: 2 });
  expect(calls).toEqual(["first", "second", "second"]);
});

test("a durable sleep leaves the worker, spends no attempt and goes on behind itself", async () => {
  const log: string[] = [];
  const runtime = createTestRuntime({
    workers: 1,
    handlers: [
      handle(travel, async (_args, context) => {
        log.push("before");
        await context.sleep("nap", "2h");
        log.push("after");
        return [];
      }),
    ],
  });
  const id = await runtime.client.enqueue(travel, { stops: 0 });
  await runtime.settle();

  expect(await runtime.client.get(id)).toMatchObject({
    state: "scheduled",
    attempt: 0,
    scheduledFor: runtime.now() + 7_200_000,
    waitingFor: [{ kind: "time", until: runtime.now() + 7_200_000 }],
  });

  await runtime.advance("2h");
  expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded", attempt: 1 });
  expect(log).toEqual(["before", "before", "after"]);
});

test("steps in another order than before fail the job at once, with an error that explains it", async () => {
  let version = 1;
  const runtime = createTestRuntime({
    handlers: [
      handle(travel, async (_args, { step }) => {
        if (version === 2) await step("renamed", () => {});
        await step("original", () => {});
        version = 2;
        throw new Error("go on later");
      }),
    ],
  });
  const id = await runtime.client.enqueue(travel, { stops: 0 });
  await runtime.advance("5s");

  const job = await runtime.client.get(id);
  expect(job).toMatchObject({ state: "failed", attempt: 2, error: { name: "StepOrderError" } });
  expect(job?.error?.message).toContain("'original'");
  expect(job?.error?.message).toContain("'renamed'");
});

test("a checkpoint is there after an interruption, and yield hands the job back without spending an attempt", async () => {
  const seen: unknown[] = [];
  const runtime = createTestRuntime({
    handlers: [
      handle(travel, async (_args, context) => {
        seen.push(context.saved);
        const page = ((context.saved as number | undefined) ?? 0) + 1;
        await context.checkpoint(page);
        if (page < 3) await context.yield();
        return [`${page} pages`];
      }),
    ],
  });
  const id = await runtime.client.enqueue(travel, { stops: 0 });
  await runtime.settle();

  expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded", attempt: 1, result: ["3 pages"] });
  expect(seen).toEqual([undefined, 1, 2]);
});

test("a requeued job that had succeeded does its steps anew; one that had failed goes on behind the last", async () => {
  const calls: string[] = [];
  let broken = true;
  const runtime = createTestRuntime({
    handlers: [
      handle(travel, async (_args, { step }) => {
        await step("one", () => calls.push("one"));
        if (broken) throw new Error("broken");
        return [];
      }),
    ],
  });
  const id = await runtime.client.enqueue(travel, { stops: 0 }, { retry: false });
  await runtime.settle();
  broken = false;
  await runtime.client.requeue(id);
  await runtime.settle();
  expect(calls).toEqual(["one"]);

  await runtime.client.requeue(id);
  await runtime.settle();
  expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded" });
  expect(calls).toEqual(["one", "one"]);

  // Also when it was deleted in between: it had succeeded all the same.
  await runtime.client.delete(id);
  await runtime.client.requeue(id);
  await runtime.settle();
  expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded" });
  expect(calls).toEqual(["one", "one", "one"]);
});

test("log lines are kept with their attempt, level and data, capped, and go with the job", async () => {
  let attempt = 0;
  const runtime = createTestRuntime({
    handlers: [
      handle(travel, (_args, context) => {
        attempt += 1;
        context.log("info", "begun", { at: new Map([["a", 1]]) });
        if (attempt === 1) {
          for (let i = 0; i < 300; i++) context.log("debug", `line ${i}`);
          throw new Error("once more");
        }
        context.log("warn", "done");
        return [];
      }),
    ],
  });
  const { client } = runtime;
  const id = await client.enqueue(travel, { stops: 0 }, { keep: { succeeded: "1m" } });
  await runtime.advance("2s");

  const lines = await client.monitor.log(id);
  expect(lines.filter((line) => line.attempt === 1)).toHaveLength(201);
  expect(lines[0]).toMatchObject({
    attempt: 1,
    level: "info",
    message: "begun",
    data: { at: new Map([["a", 1]]) },
  });
  expect(lines[200]?.message).toBe("101 more lines were not kept.");
  expect(lines.filter((line) => line.attempt === 2).map((line) => line.message)).toEqual(["begun", "done"]);

  await runtime.advance("5m");
  expect(await client.get(id)).toBeUndefined();
  expect(await client.monitor.log(id)).toEqual([]);
});

test("progress that was said just before the end is in the job", async () => {
  const runtime = createTestRuntime({
    handlers: [
      handle(travel, (_args, context) => {
        context.progress(0.5, "half");
        return [];
      }),
    ],
  });
  const id = await runtime.client.enqueue(travel, { stops: 0 });
  await runtime.settle();

  expect((await runtime.client.get(id))?.progress).toEqual({ fraction: 0.5, message: "half" });
});

test("the data of a log line is stored without what the job redacts", async () => {
  const secret = defineJob<void, string[]>("secret", { redact: ["token"] });
  const runtime = createTestRuntime({
    handlers: [
      handle(secret, (_args, context) => {
        context.log("info", "signed in", { user: "Ada", session: { token: "t0p" } });
        return [];
      }),
    ],
  });
  const id = await runtime.client.enqueue(secret);
  await runtime.settle();

  const [line] = await runtime.client.monitor.log(id);
  expect(line?.data).toEqual({ user: "Ada", session: { token: "[hidden]" } });
});

test("a server that is being stopped lets a handler store where it is and hand its job back", async () => {
  const seen: unknown[] = [];
  const runtime = createTestRuntime({
    handlers: [
      handle(travel, async (_args, context) => {
        seen.push(context.saved);
        if (context.saved === 7) return ["home"];
        await new Promise<void>((resolve) => context.ending.addEventListener("abort", () => resolve()));
        seen.push(context.signal.aborted);
        await context.checkpoint(7);
        return context.yield();
      }),
    ],
  });
  const id = await runtime.client.enqueue(travel, { stops: 0 });
  await runtime.settle();

  await runtime.server.stop();
  expect(await runtime.client.get(id)).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });
  runtime.restart();
  await runtime.settle();

  expect(seen).toEqual([undefined, false, 7]);
  expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0 });
});

test.each<[string, string, (runtime: TestRuntime, id: string) => unknown]>([
  ["has run out of time", "job-timeout", (runtime) => runtime.advance("1m")],
  ["is deleted", "job-deleted", (runtime, id) => runtime.client.delete(id)],
  ["loses its lease", "lease-lost", (runtime, id) => loseLease(runtime, id)],
  ["is given back by its server", "shutdown", (runtime) => stopAtOnce(runtime)],
])("an attempt that %s begins no further step, and sleeps no more", async (_, code, end) => {
  const done: string[] = [];
  const refusals: unknown[] = [];
  const gate = deferred<void>();
  let runs = 0;
  const runtime = makeRuntime([
    handle(travel, async (_args, { step, sleep }) => {
      runs += 1;
      await step("first", () => done.push("first"));
      if (runs > 1) return [];
      // As a handler that never looks at its signal.
      await gate.promise;
      for (const go of [() => step("second", () => done.push("second")), () => sleep("nap", "1h")])
        await go().catch((error: unknown) => refusals.push((error as { code?: unknown }).code));
      return done;
    }),
  ]);
  const id = await runtime.client.enqueue(travel, { stops: 0 }, { timeout: "30s", retry: false });
  await runtime.settle();
  await end(runtime, id);
  gate.resolve();
  await runtime.settle();

  expect(refusals).toEqual([code, code]);
  expect(done).toEqual(["first"]);
});

/** Another server takes this one for dead, and it learns of that. */
async function loseLease(runtime: TestRuntime, id: string): Promise<void> {
  const server = runtime.server.id;
  const other = runtime.addServer({ handlers: [] });
  const { now } = runtime;
  await other.storage.run(interruptServers, { now: now(), asked: [server], alive: [other.server.id] });
  expect((await runtime.client.get(id))?.state).toBe("enqueued");
  void runtime.server.wake();
  await runtime.settle();
}

async function stopAtOnce(runtime: TestRuntime): Promise<void> {
  const stopped = runtime.server.stop({ grace: 1 });
  await runtime.advance(1);
  await stopped;
}
