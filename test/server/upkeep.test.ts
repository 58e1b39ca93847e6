import { describe, expect, test } from "vitest";
import { defineJob, handle, type Job } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { NOON, SECOND } from "../support/make-job.ts";
import { jobOf, makeGate, makeRuntime } from "../support/runtime.ts";

const work = defineJob<void, number>("work", { retry: false });
const bad = defineJob("bad", { retry: false });

const handlers = [
  handle(work, () => 42),
  handle(bad, () => {
    throw new Error("no");
  }),
];

describe("a job that has ended", () => {
  test("says when it will be removed, and is removed within a few minutes of it", async () => {
    const runtime = makeRuntime(handlers);
    const id = await runtime.client.enqueue(work, undefined, { keep: { succeeded: "1h" } });
    await runtime.settle();
    expect(await jobOf(runtime, id)).toMatchObject({ expiresAt: NOON + 3_600 * SECOND });

    await runtime.advance("59m");
    expect(await runtime.client.get(id)).toBeDefined();
    await runtime.advance("5m");

    expect(await runtime.client.get(id)).toBeUndefined();
    expect(await runtime.client.monitor.statistics()).toMatchObject({ succeeded: 0 });
  });

  test("is kept by how it ended: a success for a day, a failure for thirty", async () => {
    const runtime = makeRuntime(handlers);
    const failed = await runtime.client.enqueue(bad);
    await runtime.settle();
    const succeeded = await runtime.client.enqueue(work);
    await runtime.settle();

    await runtime.advance("25h");
    expect([await runtime.client.get(succeeded), (await jobOf(runtime, failed)).state]).toEqual([
      undefined,
      "failed",
    ]);
    await runtime.advance("30d");

    expect(await runtime.client.get(failed)).toBeUndefined();
  });

  test("is removed in its own time also when one that is kept for longer ended before it", async () => {
    const runtime = makeRuntime(handlers);
    await runtime.client.enqueue(work, undefined, { keep: { succeeded: "10d" } });
    await runtime.settle();
    const short = await runtime.client.enqueue(work, undefined, { keep: { succeeded: "1m" } });
    await runtime.settle();

    await runtime.advance("1h");

    expect(await runtime.client.get(short)).toBeUndefined();
  });

  test("takes its large arguments and result with it", async () => {
    const large = defineJob<string, string>("large", { keep: { succeeded: "1m" } });
    const database = new MemoryDatabase();
    const runtime = makeRuntime([handle(large, (args) => args)], {
      openStorage: () => new MemoryStorage(database),
    });
    await runtime.client.enqueue(large, "x".repeat(50_000));
    await runtime.settle();
    expect(database.tables.get("payloads")?.rows.size).toBe(2);

    await runtime.advance("1h");

    expect(database.tables.get("payloads")?.rows.size).toBe(0);
  });

  test("stays while a continuation of it has not ended, and goes after that", async () => {
    const gate = makeGate();
    const slow = defineJob("slow");
    const runtime = makeRuntime([...handlers, handle(slow, (_, { signal }) => gate.pass(signal))]);
    const parent = await runtime.client.enqueue(work, undefined, { keep: { succeeded: "1m" } });
    await runtime.client.continueWith(parent, slow);

    await runtime.advance("5h");
    expect(await jobOf(runtime, parent)).toMatchObject({ state: "succeeded", result: 42 });
    gate.waiting[0]?.resolve();
    await runtime.advance("3h");

    expect(await runtime.client.get(parent)).toBeUndefined();
  });

  test("and was requeued is not removed at the time of its first end", async () => {
    const runtime = makeRuntime(handlers);
    const id = await runtime.client.enqueue(work, undefined, { keep: { succeeded: "1h" } });
    await runtime.advance("30m");
    await runtime.client.requeue(id);

    await runtime.advance("50m");

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded" });
  });
});

describe("progress", () => {
  const steps = defineJob("steps");

  test("is seen by every client while the job runs, and only as often as a person can follow", async () => {
    const gate = makeGate();
    const runtime = makeRuntime([
      handle(steps, async (_, context) => {
        for (let i = 0; i <= 100; i++) context.progress(i / 200, `step ${i}`);
        await gate.pass(context.signal);
      }),
    ]);
    const other = runtime.addClient();
    const told: Job["progress"][] = [];
    other.addEventListener("progress", (event) => void told.push(event.detail.progress));
    const id = await runtime.client.enqueue(steps);

    await runtime.advance("1s");

    expect((await other.get(id))?.progress).toEqual({ fraction: 0.5, message: "step 100" });
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(2);
  });

  test.each([-0.1, 1.1, Number.NaN, "half"])("of %s is refused", async (fraction) => {
    const runtime = makeRuntime([handle(steps, (_, context) => context.progress(fraction as number))]);
    const id = await runtime.client.enqueue(steps, undefined, { retry: false });
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", error: { code: "invalid-job" } });
  });
});

describe("a handler's client", () => {
  test("marks what it enqueues as created by the handler's job", async () => {
    const outer = defineJob("outer");
    const made: string[] = [];
    const runtime = makeRuntime([
      ...handlers,
      handle(outer, async (_, { client }) => {
        made.push(
          await client.enqueue(work),
          ...(await client.enqueueMany([{ job: work, args: undefined }])),
        );
      }),
    ]);

    const id = await runtime.client.enqueue(outer);
    await runtime.settle();

    for (const each of made)
      expect(await jobOf(runtime, each)).toMatchObject({ createdBy: id, state: "succeeded" });
    expect((await jobOf(runtime, id)).createdBy).toBeUndefined();
  });
});

describe("a handler's context", () => {
  test("tells what the job is", async () => {
    const seen: unknown[] = [];
    const job = defineJob<number>("job", { queue: "mail", retry: { attempts: 2 } });
    const runtime = makeRuntime([
      handle(job, (args, context) => {
        const { id, name, queue, attempt, maxAttempts, scheduledFor, recurringId, parent, parents } = context;
        seen.push({
          args,
          id,
          name,
          queue,
          attempt,
          maxAttempts,
          scheduledFor,
          recurringId,
          parent,
          parents,
        });
      }),
    ]);

    const id = await runtime.client.schedule(job, 5, { delay: "1m" });
    await runtime.advance("1m");

    expect(seen).toEqual([
      {
        args: 5,
        id,
        name: "job",
        queue: "mail",
        attempt: 1,
        maxAttempts: 3,
        scheduledFor: NOON + 60 * SECOND,
        recurringId: undefined,
        parent: undefined,
        parents: [],
      },
    ]);
  });
});

describe("a server at rest", () => {
  test("asks nothing of its storage, for as long as nothing is to be done", async () => {
    const runtime = makeRuntime(handlers);
    await runtime.client.enqueue(work, undefined, { keep: { succeeded: 0 } });
    const { storage } = runtime.addServer();
    await runtime.advance("1h");
    const asked: string[] = [];
    storage.onOperation = (name) => void asked.push(name);

    await runtime.advance("30d");

    expect(asked).toEqual([]);
  });
});

describe("a storage that fails for a while", () => {
  test("is tried again, and no job is lost or done twice", async () => {
    const database = new MemoryDatabase();
    let failures = 0;
    let runs = 0;
    const runtime = makeRuntime(
      [
        handle(work, () => {
          runs += 1;
          failures = 5;
          return 42;
        }),
      ],
      {
        openStorage() {
          const storage = new MemoryStorage(database);
          const { run } = storage;
          storage.run = (operation, input) => {
            if (operation.name !== "advance" || failures <= 0)
              return run.call(storage, operation, input) as never;
            failures -= 1;
            return Promise.reject(new DOMException("The disk is asleep.", "UnknownError"));
          };
          return storage;
        },
      },
    );
    const id = await runtime.client.enqueue(work);

    await runtime.advance("5m");

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", result: 42 });
    expect(runs).toBe(1);
  });
});
