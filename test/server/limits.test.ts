import { describe, expect, onTestFinished, test } from "vitest";
import { defineJob, handle, InvalidJobError } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { createTestRuntime, type TestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "../support/audit.ts";
import { type Deferred, deferred } from "../support/deferred.ts";
import { MINUTE, NOON, SECOND } from "../support/make-job.ts";

interface Message {
  user: string;
  n: number;
}

interface World {
  runtime: TestRuntime;
  database: MemoryDatabase;
  /** What has begun, in order: who, and seconds since noon. */
  begun: string[];
  /** What runs now waits here, by its label. */
  gates: Map<string, Deferred<void>>;
}

/** A job whose handler notes that it began and, unless it is told not to, waits to be let go. */
function world(
  definition: Parameters<typeof defineJob<Message>>[1],
  { workers = 10, gated = true, servers = 1 } = {},
): World & { send: ReturnType<typeof defineJob<Message>> } {
  const send = defineJob<Message>("send", definition);
  const database = new MemoryDatabase();
  const begun: string[] = [];
  const gates = new Map<string, Deferred<void>>();
  const runtime: TestRuntime = createTestRuntime({
    now: NOON,
    workers,
    openStorage: () => new MemoryStorage(database),
    handlers: [
      handle(send, async ({ user, n }) => {
        begun.push(`${user}${n} ${(runtime.now() - NOON) / SECOND}s`);
        if (!gated) return;
        const gate = deferred<void>();
        gates.set(`${user}${n}`, gate);
        await gate.promise;
      }),
    ],
  });
  for (let i = 1; i < servers; i++) runtime.addServer();
  onTestFinished(async () => {
    const storage = new MemoryStorage(database);
    expect(faults(await storeOf(storage))).toEqual([]);
    await runtime.close();
  });
  return { runtime, database, begun, gates, send };
}

const names = (begun: readonly string[]): string => begun.map((each) => each.split(" ")[0]).join(" ");
const byUser = ({ user }: Message): string => user;

describe("a concurrency limit", () => {
  test("lets no more than so many with one key run, over all servers, and the next as soon as one ends", async () => {
    const { runtime, begun, gates, send } = world({ concurrency: { key: byUser, limit: 2 } }, { servers: 3 });
    const jobs = ["a", "a", "a", "a", "b"].map((user, n) => ({ job: send, args: { user, n } }));
    await runtime.client.enqueueMany(jobs);
    await runtime.settle();
    expect(names(begun)).toBe("a0 a1 b4");

    gates.get("a1")?.resolve();
    await runtime.settle();
    expect(names(begun)).toBe("a0 a1 b4 a2");

    for (const name of ["a0", "a2", "b4"]) gates.get(name)?.resolve();
    await runtime.settle();
    expect(names(begun)).toBe("a0 a1 b4 a2 a3");
  });

  test("without a key counts the jobs of that name", async () => {
    const { runtime, begun, send } = world({ concurrency: { limit: 1 } });
    await runtime.client.enqueueMany([1, 2].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.settle();

    expect(names(begun)).toBe("a1");
  });

  test("says of a job that it waits for it, by whose key", async () => {
    const { runtime, send } = world({ concurrency: { key: byUser, limit: 1 } });
    await runtime.client.enqueue(send, { user: "a", n: 1 });
    const second = await runtime.client.enqueue(send, { user: "a", n: 2 });
    const third = await runtime.client.enqueue(send, { user: "a", n: 3 });
    await runtime.settle();

    const waiting = [{ kind: "limit", detail: "At most 1 may run at a time for 'a'." }];
    expect((await runtime.client.get(second))?.waitingFor).toEqual(waiting);
    expect((await runtime.client.get(third))?.waitingFor).toEqual(waiting);
    const page = await runtime.client.monitor.jobs({ state: "enqueued" });
    expect(page.map(({ id, waitingFor }) => [id, waitingFor])).toEqual([
      [third, waiting],
      [second, waiting],
    ]);
    expect(await runtime.client.monitor.queues()).toMatchObject([{ length: 2, processing: 1 }]);
  });

  test("gives a dead server's places back with its jobs", async () => {
    const { runtime, begun, send } = world({ concurrency: { key: byUser, limit: 2 } });
    await runtime.client.enqueueMany([1, 2, 3].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.settle();

    await runtime.interrupt();

    expect(names(begun)).toBe("a1 a2 a3");
  });

  test.each([false, true])("of one keeps the order also over a dead server (strict: %o)", async (strict) => {
    const { runtime, begun, send } = world({ concurrency: { key: byUser, limit: 1, strict } });
    await runtime.client.enqueueMany([1, 2, 3].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.settle();

    await runtime.interrupt();

    expect(names(begun)).toBe("a1 a1");
  });

  test("of one is kept by a job that was interrupted, while it waits for its rate", async () => {
    const { runtime, begun, send } = world(
      { concurrency: { limit: 1 }, rateLimit: { limit: 1, per: "1m" } },
      { gated: false },
    );
    runtime.kill();
    const stuck = runtime.addServer({ handlers: [handle(send, () => new Promise<void>(() => {}))] });
    await runtime.client.enqueueMany([1, 2].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.settle();
    stuck.kill();
    runtime.restart();
    await runtime.settle();

    expect(await runtime.client.monitor.limits()).toMatchObject([{ used: 1 }, { used: 1 }]);

    await runtime.advance("2m");
    expect(begun).toEqual(["a1 60s", "a2 120s"]);
    expect(await runtime.client.monitor.limits()).toMatchObject([{ kind: "rate" }]);
  });

  test.each<[why: string, block: (runtime: TestRuntime) => unknown]>([
    ["its queue is paused", ({ client }) => client.pauseQueue("other")],
    ["it is held", ({ client }) => client.hold("auth")],
    ["it has no handler any more", () => undefined],
  ])("of one is given up by an interrupted job that can't go on: %s", async (_why, block) => {
    const { runtime, begun, send } = world({ concurrency: { key: "line", limit: 1 } }, { gated: false });
    runtime.kill();
    const old = defineJob("old", { concurrency: { key: "line", limit: 1 }, queue: "other", hold: "auth" });
    const dies = handle(old, () => new Promise<void>(() => {}));
    const { kill } = runtime.addServer({ handlers: [dies] });
    await runtime.client.enqueue(old);
    await runtime.settle();
    await block(runtime);
    kill();
    runtime.restart();
    await runtime.client.enqueue(send, { user: "a", n: 1 });
    await runtime.settle();
    expect(begun).toEqual([]);

    await runtime.advance("5s");

    expect(begun).toEqual(["a1 5s"]);
  });

  test("of one is kept by a job that is to be tried after others, though a server without its handler looks too", async () => {
    const { runtime, begun, gates, send } = world({ concurrency: { key: byUser, limit: 1 } });
    runtime.kill();
    const { kill } = runtime.addServer({ handlers: [handle(send, () => new Promise<void>(() => {}))] });
    const users = ["a", "b", "c"];
    await runtime.client.enqueueMany(users.map((user) => ({ job: send, args: { user, n: 1 } })));
    await runtime.settle();
    runtime.addServer({ handlers: [handle(defineJob("other"), () => undefined)] });
    runtime.addServer();
    runtime.addServer();
    await runtime.client.enqueueMany(users.map((user) => ({ job: send, args: { user, n: 2 } })));
    await runtime.settle();
    kill();

    for (let s = 0; s < 40; s++) {
      await runtime.advance("1s");
      if (s > 20) for (const gate of gates.values()) gate.resolve();
    }

    for (const user of users)
      expect(begun.filter((each) => each.startsWith(user)).map((each) => each.slice(0, 2))).toEqual([
        `${user}1`,
        `${user}2`,
      ]);
  });

  test("of one shared by several jobs counts them all, and takes the oldest first", async () => {
    const order: string[] = [];
    const text = defineJob<number>("text", { concurrency: { key: "line", limit: 1 } });
    const photo = defineJob<number>("photo", { concurrency: { key: "line", limit: 1 }, queue: "other" });
    const runtime = createTestRuntime({
      handlers: [
        handle(text, (n) => void order.push(`text ${n}`)),
        handle(photo, (n) => void order.push(`photo ${n}`)),
      ],
    });
    await runtime.client.enqueueMany([
      { job: text, args: 1 },
      { job: text, args: 2 },
      { job: photo, args: 3 },
      { job: text, args: 4 },
      { job: photo, args: 5 },
    ]);
    await runtime.settle();

    expect(order).toEqual(["text 1", "text 2", "photo 3", "text 4", "photo 5"]);
  });

  test("is not held up by a job of its key that waits in a paused queue", async () => {
    const { runtime, begun, send } = world({ concurrency: { key: byUser, limit: 1 } }, { gated: false });
    await runtime.client.pauseQueue("slow");
    await runtime.client.enqueue(send, { user: "a", n: 1 }, { queue: "slow" });
    await runtime.client.enqueue(send, { user: "a", n: 2 });
    await runtime.settle();
    expect(names(begun)).toBe("a2");

    await runtime.client.resumeQueue("slow");
    await runtime.settle();
    expect(names(begun)).toBe("a2 a1");
  });

  test("lets the next go when the one in front is deleted, put off, or cleared", async () => {
    const { runtime, begun, send } = world({ concurrency: { key: byUser, limit: 1 } }, { gated: false });
    await runtime.client.pauseQueue("default");
    const ids = await runtime.client.enqueueMany(
      [1, 2, 3, 4].map((n) => ({ job: send, args: { user: "a", n } })),
    );
    await runtime.client.delete(ids[0]!);
    await runtime.client.reschedule(ids[1]!, { delay: "1m" });
    await runtime.client.resumeQueue("default");
    await runtime.settle();
    expect(names(begun)).toBe("a3 a4");

    await runtime.advance("1m");
    expect(names(begun)).toBe("a3 a4 a2");
  });

  test("takes the number of a new version of the app, also for jobs that are there", async () => {
    const { runtime, begun, send } = world({ concurrency: { key: byUser, limit: 1 } });
    await runtime.client.enqueueMany([1, 2, 3, 4].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.settle();
    const seen: number[] = [];
    const newer = defineJob<Message>("send", { concurrency: { key: byUser, limit: 3 } });
    runtime.addServer({
      handlers: [
        handle(newer, async ({ n }) => {
          seen.push(n);
          await new Promise(() => {});
        }),
      ],
    });
    await runtime.settle();

    expect(names(begun)).toBe("a1");
    expect(seen).toEqual([2, 3]);
  });

  test("goes when a new version of the app has none any more", async () => {
    const { runtime, send } = world({ concurrency: { key: byUser, limit: 1 } });
    await runtime.client.enqueueMany([1, 2, 3].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.settle();
    runtime.kill();
    const seen: number[] = [];
    runtime.addServer({ handlers: [handle(defineJob<Message>("send"), ({ n }) => void seen.push(n))] });
    await runtime.settle();

    expect(new Set(seen)).toEqual(new Set([1, 2, 3]));
  });

  test("that a new version of the app lifts holds nobody back while the first of them runs", async () => {
    const { runtime, send } = world({ concurrency: { key: byUser, limit: 1 } });
    await runtime.client.pauseQueue("default");
    await runtime.client.enqueueMany([1, 2, 3, 4].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.settle();
    runtime.kill();
    const seen: number[] = [];
    const endless = handle(defineJob<Message>("send"), ({ n }) => {
      seen.push(n);
      return new Promise<void>(() => {});
    });
    runtime.addServer({ handlers: [endless] });
    await runtime.client.resumeQueue("default");
    await runtime.settle();

    expect(seen).toEqual([1, 2, 3, 4]);
  });
});

describe("a concurrency limit of one", () => {
  const flaky = async (strict: boolean): Promise<string[]> => {
    const order: string[] = [];
    const send = defineJob<Message>("send", {
      concurrency: { key: byUser, limit: 1, strict },
      retry: { attempts: 1, delay: "10s" },
    });
    const runtime = createTestRuntime({
      handlers: [
        handle(send, ({ user, n }, { attempt }) => {
          order.push(`${user}${n}`);
          if (n === 1 && attempt === 1) throw new Error("offline");
        }),
      ],
    });
    await runtime.client.enqueueMany([1, 2, 3].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.client.enqueue(send, { user: "b", n: 4 });
    await runtime.advance("5s");
    order.push("-");
    await runtime.advance("1m");
    return order;
  };

  test("lets the others go on while one waits for its next attempt", async () => {
    expect(await flaky(false)).toEqual(["a1", "b4", "a2", "a3", "-", "a1"]);
  });

  test("that is strict keeps the order through a retry, and no other key waits", async () => {
    expect(await flaky(true)).toEqual(["a1", "b4", "-", "a1", "a2", "a3"]);
  });

  test("lets those of higher priority go first, also past one that was first in front of the line", async () => {
    const { runtime, begun, send } = world({ concurrency: { key: byUser, limit: 1 } }, { gated: false });
    await runtime.client.pauseQueue("default");
    const plan = [0, 5, 0, 5, 9, 3];
    for (const [n, priority] of plan.entries())
      await runtime.client.enqueue(send, { user: "a", n }, { priority });
    await runtime.settle();
    await runtime.client.resumeQueue("default");
    await runtime.settle();

    expect(names(begun)).toBe("a4 a1 a3 a5 a0 a2");
  });

  test.each([
    ["a0 b5 a0 b5 a5", "b1 b3 a4 a0 a2"],
    ["a5 a5 b0 a5 b5 b0", "a0 a1 a3 b4 b2 b5"],
    ["a0 b5 a9 b0 b5 a5", "a2 b1 b4 a5 a0 b3"],
  ])("keeps priority and age also among lines of another limit behind it: %s", async (plan, order) => {
    const { runtime, begun, send } = world(
      { concurrency: { key: "all", limit: 1 }, rateLimit: { key: byUser, limit: 100, per: "1h" } },
      { gated: false },
    );
    await runtime.client.pauseQueue("default");
    for (const [n, each] of plan.split(" ").entries())
      await runtime.client.enqueue(send, { user: each[0]!, n }, { priority: Number(each[1]) });
    await runtime.settle();
    await runtime.client.resumeQueue("default");
    await runtime.settle();

    expect(names(begun)).toBe(order);
  });

  test("that is strict lets the others go when the one before them is deleted or put off by hand", async () => {
    const order: number[] = [];
    const send = defineJob<Message>("send", {
      concurrency: { key: byUser, limit: 1, strict: true },
      retry: { attempts: 5, delay: "1h" },
    });
    const runtime = createTestRuntime({
      handlers: [
        handle(send, ({ n }) => {
          order.push(n);
          if (n < 3) throw new Error("offline");
        }),
      ],
    });
    const ids = await runtime.client.enqueueMany(
      [1, 2, 3].map((n) => ({ job: send, args: { user: "a", n } })),
    );
    await runtime.settle();
    const [waiting] = (await runtime.client.get(ids[1]!))?.waitingFor ?? [];
    expect(waiting).toMatchObject({ kind: "limit" });
    expect(order).toEqual([1]);

    await runtime.client.delete(ids[0]!);
    await runtime.settle();
    expect(order).toEqual([1, 2]);
    await runtime.client.reschedule(ids[1]!, { delay: "1d" });
    await runtime.settle();
    expect(order).toEqual([1, 2, 3]);
  });
});

describe("a rate limit", () => {
  test("that slides lets so many start in any span of its length", async () => {
    const { runtime, begun, send } = world(
      { rateLimit: { key: byUser, limit: 2, per: "10s" } },
      { gated: false },
    );
    await runtime.client.enqueue(send, { user: "a", n: 1 });
    await runtime.advance("6s");
    await runtime.client.enqueueMany([2, 3, 4, 5].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.client.enqueue(send, { user: "b", n: 6 });
    await runtime.advance("30s");

    expect(begun).toEqual(["a1 0s", "a2 6s", "b6 6s", "a3 10s", "a4 16s", "a5 20s"]);
  });

  test("that is fixed lets so many start in each span of the clock", async () => {
    const { runtime, begun, send } = world(
      { rateLimit: { limit: 2, per: "1m", mode: "fixed" } },
      { gated: false },
    );
    await runtime.advance("50s");
    await runtime.client.enqueueMany([1, 2, 3, 4, 5].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.advance("3m");

    expect(begun).toEqual(["a1 50s", "a2 50s", "a3 60s", "a4 60s", "a5 120s"]);
  });

  test("says of a job until when it waits", async () => {
    const { runtime, send } = world({ rateLimit: { limit: 1, per: "1m" } }, { gated: false });
    await runtime.client.enqueue(send, { user: "a", n: 1 });
    await runtime.settle();
    const id = await runtime.client.enqueue(send, { user: "a", n: 2 });
    await runtime.settle();

    expect((await runtime.client.get(id))?.waitingFor).toEqual([
      { kind: "limit", detail: "At most 1 may start in 1 min for 'send'.", until: NOON + MINUTE },
    ]);
    expect(runtime.server.nextDue).toBe(NOON + MINUTE);
  });

  test("counts each attempt", async () => {
    const send = defineJob("send", {
      rateLimit: { limit: 1, per: "1m" },
      retry: { attempts: 2, delay: "0s" },
    });
    const times: number[] = [];
    const runtime: TestRuntime = createTestRuntime({
      now: NOON,
      handlers: [
        handle(send, () => {
          times.push((runtime.now() - NOON) / MINUTE);
          throw new Error("no");
        }),
      ],
    });
    await runtime.client.enqueue(send);
    await runtime.advance("10m");

    expect(times).toEqual([0, 1, 2]);
  });

  test("opens no later because the clock was set back, and leaves no row behind when all is done", async () => {
    const { runtime, database, begun, send } = world(
      { rateLimit: { limit: 1, per: "1m" } },
      { gated: false },
    );
    await runtime.client.enqueueMany([1, 2].map((n) => ({ job: send, args: { user: "a", n } })));
    await runtime.settle();
    runtime.setClock(NOON - 3600 * SECOND);
    await runtime.advance("3m");
    expect(names(begun)).toBe("a1 a2");

    await runtime.advance("3d");
    expect((await storeOf(new MemoryStorage(database))).limits).toEqual([]);
  });

  test("by user holds up nobody who keeps the one place of a strict concurrency limit", async () => {
    const send = defineJob<Message>("send", {
      concurrency: { key: "outbox", limit: 1, strict: true },
      rateLimit: { key: byUser, limit: 1, per: "1m" },
      retry: { attempts: 1, delay: "5s" },
    });
    const order: number[] = [];
    const runtime = createTestRuntime({
      handlers: [
        handle(send, ({ n }, { attempt }) => {
          order.push(n);
          if (n === 1 && attempt === 1) throw new Error("offline");
        }),
      ],
    });
    await runtime.client.enqueueMany([1, 2, 3].map((n) => ({ job: send, args: { user: "a", n } })));

    await runtime.advance("5m");

    expect(order).toEqual([1, 1, 2, 3]);
    await runtime.close();
  });

  test("together with a concurrency limit holds both, and neither lets a line get stuck", async () => {
    const { runtime, begun, send } = world(
      {
        concurrency: { key: byUser, limit: 1 },
        rateLimit: { key: "api", limit: 3, per: "10s" },
      },
      { gated: false },
    );
    const users = ["a", "a", "a", "b", "b", "c", "d", "e"];
    await runtime.client.enqueueMany(users.map((user, n) => ({ job: send, args: { user, n } })));
    await runtime.advance("1m");

    const seconds = begun.map((each) => each.split(" ")[1]);
    expect(begun).toHaveLength(users.length);
    expect(seconds).toEqual(["0s", "0s", "0s", "10s", "10s", "10s", "20s", "20s"]);
  });
});

describe("a limited queue", () => {
  test("lets so many of its jobs run at a time, whatever they are, until it is said otherwise", async () => {
    const { runtime, begun, gates, send } = world({}, { servers: 2 });
    await runtime.client.monitor.limitQueue("default", { concurrency: 2 });
    const ids = await runtime.client.enqueueMany(
      [1, 2, 3, 4].map((n) => ({ job: send, args: { user: "a", n } })),
    );
    await runtime.client.enqueue(send, { user: "b", n: 5 }, { queue: "other" });
    await runtime.settle();
    expect(names(begun)).toBe("a1 a2 b5");
    expect((await runtime.client.get(ids[3]!))?.waitingFor).toEqual([
      { kind: "limit", detail: "At most 2 jobs of the queue 'default' may run at a time." },
    ]);
    expect(await runtime.client.monitor.queues()).toMatchObject([
      { name: "default", length: 2, processing: 2, limits: { concurrency: 2 } },
      { name: "other", processing: 1 },
    ]);

    gates.get("a1")?.resolve();
    await runtime.settle();
    expect(names(begun)).toBe("a1 a2 b5 a3");
    await runtime.client.monitor.limitQueue("default", null);
    await runtime.settle();
    expect(names(begun)).toBe("a1 a2 b5 a3 a4");
  });

  test("lets so many of its jobs start in a span of time", async () => {
    const { runtime, begun, send } = world({}, { gated: false });
    await runtime.client.monitor.limitQueue("default", { rateLimit: { limit: 2, per: "10s" } });
    const ids = await runtime.client.enqueueMany(
      [1, 2, 3, 4, 5].map((n) => ({ job: send, args: { user: "a", n } })),
    );
    await runtime.settle();
    expect(await runtime.client.monitor.queues()).toMatchObject([
      { limits: { rateLimit: { limit: 2, per: 10_000, mode: "sliding", used: 2 } } },
    ]);
    expect((await runtime.client.get(ids[4]!))?.waitingFor).toMatchObject([
      { kind: "limit", until: NOON + 10 * SECOND },
    ]);
    await runtime.advance("30s");

    expect(begun).toEqual(["a1 0s", "a2 0s", "a3 10s", "a4 10s", "a5 20s"]);
  });
});

test("an option that is no limit is refused, with what is allowed, and nothing is stored", async () => {
  const { client } = createTestRuntime();
  const send = defineJob<Message>("send");
  const bad: unknown[] = [
    { concurrency: { limit: 0 } },
    { concurrency: { limit: 1.5 } },
    { concurrency: { limit: 1, key: "" } },
    { concurrency: { limit: 1, key: "x".repeat(201) } },
    { concurrency: { limit: 1, key: () => 7 } },
    { concurrency: { limit: 1, strict: "yes" } },
    { concurrency: { limit: 1, per: "1m" } },
    { rateLimit: { limit: 1 } },
    { rateLimit: { limit: 1, per: 0 } },
    { rateLimit: { limit: 1, per: "1m", mode: "slide" } },
    { rateLimit: { limit: 1, per: "1m", key: "a\nb" } },
  ];
  for (const options of bad) {
    await expect(client.enqueue(send, { user: "a", n: 1 }, options as never)).rejects.toThrow(
      InvalidJobError,
    );
  }
  await expect(client.monitor.limitQueue("mail", { concurrency: 0 })).rejects.toThrow(InvalidJobError);
  await expect(client.monitor.limitQueue("mail", { rate: 1 } as never)).rejects.toThrow(InvalidJobError);

  expect(await client.monitor.statistics()).toMatchObject({ enqueued: 0, queues: 0 });
});

test("a renamed job shares the limit by its name with what was enqueued under its former ones", async () => {
  const old = defineJob<string>("sync", { concurrency: { limit: 1 }, rateLimit: { limit: 9, per: "1m" } });
  const renamed = defineJob<string>("sync-notes", {
    aliases: ["sync", "sync-all"],
    concurrency: { limit: 1 },
    rateLimit: { limit: 9, per: "1m" },
  });
  const gates: Deferred<void>[] = [];
  const runtime = createTestRuntime({
    now: NOON,
    workers: 3,
    handlers: [
      handle(renamed, () => {
        gates.push(deferred<void>());
        return gates.at(-1)!.promise;
      }),
    ],
  });
  onTestFinished(() => runtime.close());
  await runtime.client.enqueue(old, "before");
  await runtime.client.enqueue(renamed, "after");
  await runtime.settle();

  expect(gates).toHaveLength(1);
  expect(await runtime.client.monitor.limits()).toMatchObject([
    { kind: "concurrency", key: "sync", used: 1, waiting: 1 },
    { kind: "rate", key: "sync", used: 1, waiting: 1 },
  ]);
  gates[0]?.resolve();
  await runtime.settle();
  expect(gates).toHaveLength(2);
  gates[1]?.resolve();
  await runtime.settle();
});
