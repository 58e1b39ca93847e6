import { describe, expect, test } from "vitest";
import { defineJob, FatalJobError, HoldError, handle, RetryLater } from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { MINUTE, NOON, SECOND } from "../support/make-job.ts";
import { jobOf, makeGate, makeRuntime, stateOf } from "../support/runtime.ts";

const send = defineJob<string>("send");
const archive = defineJob<string>("archive", { queue: "slow" });

interface Line {
  runtime: TestRuntime;
  order: string[];
}

/** One worker that writes down what it runs, so that the order can be seen. */
function line(options: Parameters<typeof makeRuntime>[1] = {}): Line {
  const order: string[] = [];
  const runtime = makeRuntime(
    [handle(send, (args) => void order.push(args)), handle(archive, (args) => void order.push(args))],
    { workers: 1, ...options },
  );
  return { runtime, order };
}

describe("the order of jobs", () => {
  test("is by the precedence of queues, then priority, then age", async () => {
    const { runtime, order } = line({ queues: ["critical", "default", "slow"] });

    await runtime.client.enqueueMany([
      { job: archive, args: "slow, urgent", options: { priority: 9 } },
      { job: send, args: "first" },
      { job: send, args: "second" },
      { job: send, args: "urgent", options: { priority: 5 } },
      { job: archive, args: "critical", options: { queue: "critical", priority: -9 } },
    ]);
    await runtime.settle();

    expect(order).toEqual(["critical", "urgent", "first", "second", "slow, urgent"]);
  });

  test("without queues named is by priority and age over all of them", async () => {
    const { runtime, order } = line();

    await runtime.client.enqueueMany([
      { job: archive, args: "a" },
      { job: send, args: "b", options: { priority: 1 } },
      { job: send, args: "c" },
    ]);
    await runtime.settle();

    expect(order).toEqual(["b", "a", "c"]);
  });

  test("puts a job whose time has come at the end of its line", async () => {
    const { runtime, order } = line();
    await runtime.client.pauseQueue("default");
    await runtime.client.schedule(send, "later", { delay: "1m" });
    await runtime.client.enqueue(send, "now");
    await runtime.advance("1m");

    await runtime.client.resumeQueue("default");
    await runtime.settle();

    expect(order).toEqual(["now", "later"]);
  });
});

describe("a server", () => {
  test("takes jobs from its own queues only; the others say that they are not for here", async () => {
    const { runtime, order } = line({ queues: ["default"] });
    const id = await runtime.client.enqueue(archive, "x");
    await runtime.settle();

    expect(order).toEqual([]);
    expect((await jobOf(runtime, id)).waitingFor).toMatchObject([{ kind: "not-here" }]);
  });

  test("leaves a job whose name it does not handle: it stays enqueued, says so, and runs when somebody can", async () => {
    const { runtime } = line();
    const unknown = defineJob("unknown");
    const id = await runtime.client.enqueue(unknown);
    await runtime.advance("1d");
    expect(await jobOf(runtime, id)).toMatchObject({
      state: "enqueued",
      waitingFor: [{ kind: "no-handler" }],
    });

    runtime.addServer({ handlers: [handle(unknown, () => {})] });
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("runs as many at once as it has workers, and the rest say that they are busy", async () => {
    const gate = makeGate();
    const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))], { workers: 3 });
    const ids = await runtime.client.enqueueMany(["a", "b", "c", "d"].map((args) => ({ job: send, args })));
    await runtime.settle();

    expect(gate.waiting).toHaveLength(3);
    expect((await jobOf(runtime, ids[3]!)).waitingFor).toMatchObject([{ kind: "workers-busy" }]);
    expect(await runtime.client.monitor.servers()).toMatchObject([{ workers: 3, running: ids.slice(0, 3) }]);
  });

  test("that is the only one and gone is what an enqueued job says it waits for", async () => {
    const { runtime } = line();
    await runtime.server.stop();

    const id = await runtime.client.enqueue(send, "x");

    expect((await jobOf(runtime, id)).waitingFor).toMatchObject([{ kind: "no-wakeup" }]);
  });

  test("that is the only one and gone is what a scheduled job says it waits for once its time has passed", async () => {
    const { runtime } = line();
    const id = await runtime.client.schedule(send, "x", { delay: "1m" });
    await runtime.settle();
    await runtime.server.stop();
    expect((await jobOf(runtime, id)).waitingFor).toMatchObject([{ kind: "time", until: NOON + MINUTE }]);

    await runtime.advance("5m");

    expect((await jobOf(runtime, id)).waitingFor).toMatchObject([{ kind: "no-wakeup" }]);
    const [listed] = await runtime.client.monitor.jobs({ state: "scheduled" });
    expect(listed?.waitingFor).toMatchObject([{ kind: "no-wakeup" }]);
    await runtime.client.pauseQueue("default");
    expect((await jobOf(runtime, id)).waitingFor).toMatchObject([{ kind: "paused" }, { kind: "no-wakeup" }]);
  });

  test("that can't run a job does not make it look as if another's workers were busy", async () => {
    const { runtime } = line({ queues: ["slow"] });
    runtime.addServer({ handlers: [], queues: ["default"] });

    const id = await runtime.client.enqueue(send, "x");
    await runtime.settle();

    const kinds = (await jobOf(runtime, id)).waitingFor.map(({ kind }) => kind);
    expect(kinds).not.toContain("workers-busy");
  });
});

describe("a paused queue", () => {
  test("keeps its jobs, says so, and lets them go when it is resumed", async () => {
    const { runtime, order } = line();
    await runtime.client.pauseQueue("slow");

    const id = await runtime.client.enqueue(archive, "x");
    await runtime.client.enqueue(send, "y");
    await runtime.settle();
    expect(order).toEqual(["y"]);
    expect((await jobOf(runtime, id)).waitingFor).toMatchObject([{ kind: "paused" }]);

    await runtime.client.resumeQueue("slow");
    await runtime.settle();
    expect(order).toEqual(["y", "x"]);
  });

  test("lets a running job end", async () => {
    const gate = makeGate();
    const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(send, "x");
    await runtime.settle();

    await runtime.client.pauseQueue("default");
    gate.waiting[0]?.resolve();
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("may be every queue, for every server, also one that starts later", async () => {
    const { runtime, order } = line();
    await runtime.client.pauseQueue("*");
    await runtime.client.enqueue(send, "x");
    runtime.addServer();
    await runtime.settle();
    expect(order).toEqual([]);
    expect(await runtime.client.monitor.queues()).toMatchObject([
      { name: "default", length: 1, paused: true },
    ]);

    await runtime.client.resumeQueue("*");
    await runtime.settle();

    expect(order).toEqual(["x"]);
  });

  test("is shown although it is empty, and counted", async () => {
    const { runtime } = line();

    await runtime.client.pauseQueue("mail");

    expect(await runtime.client.monitor.queues()).toEqual([
      { name: "mail", length: 0, processing: 0, paused: true, perMinute: 0 },
    ]);
    expect(await runtime.client.monitor.statistics()).toMatchObject({ queues: 1 });
  });
});

describe("the network", () => {
  const upload = defineJob<void, string>("upload", { requires: { network: "online" } });

  test("keeps a job that needs it waiting while there is none", async () => {
    const runtime = makeRuntime([handle(upload, () => "done")]);
    runtime.setOnline(false);
    const id = await runtime.client.enqueue(upload);
    await runtime.settle();
    expect((await jobOf(runtime, id)).waitingFor).toMatchObject([{ kind: "constraint" }]);

    runtime.setOnline(true);
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("does not hold up a job that does not need it", async () => {
    const { runtime, order } = line();
    runtime.setOnline(false);

    await runtime.client.enqueue(send, "x");
    await runtime.settle();

    expect(order).toEqual(["x"]);
  });

  test("that goes away while a job runs costs it no attempt: it goes on when there is one again", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(upload, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(upload, undefined, { retry: false });
    await runtime.settle();

    runtime.setOnline(false);
    gate.waiting[0]?.reject(new TypeError("Failed to fetch"));
    await runtime.settle();
    const offline = await jobOf(runtime, id);
    runtime.setOnline(true);
    await runtime.settle();
    gate.waiting[1]?.resolve("sent");
    await runtime.settle();

    expect(offline).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });
    expect(offline.history.at(-1)?.reason).toContain("network");
    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", attempt: 1, result: "sent" });
  });

  test("that has only just come back costs no attempt either, for five seconds; then a failure counts", async () => {
    const begun: number[] = [];
    const runtime = makeRuntime([
      handle(upload, () => {
        begun.push(runtime.now());
        throw new TypeError("Failed to fetch");
      }),
    ]);
    runtime.setOnline(false);
    const id = await runtime.client.enqueue(upload, undefined, { retry: { attempts: 1, delay: "1m" } });
    await runtime.advance("1h");
    const back = runtime.now();
    runtime.setOnline(true);
    await runtime.settle();
    expect(await jobOf(runtime, id)).toMatchObject({ state: "scheduled", attempt: 0, interruptions: 0 });
    await runtime.advance("3m");

    expect(begun.map((at) => at - back)).toEqual([0, 2 * SECOND, 4 * SECOND, 6 * SECOND, 66 * SECOND]);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", attempt: 2 });
  });

  test.each<[string, () => unknown, object]>([
    ["gives up for good", () => new FatalJobError("no"), { state: "failed", attempt: 1 }],
    [
      "asks for a hold",
      () => new HoldError("auth"),
      { state: "enqueued", attempt: 0, waitingFor: [{ kind: "hold" }] },
    ],
    ["says when it wants to be tried again", () => new RetryLater("1h"), { state: "scheduled", attempt: 1 }],
  ])("that has just come back is not asked where the handler %s", async (_, error, becomes) => {
    const runtime = makeRuntime([
      handle(upload, () => {
        throw error();
      }),
    ]);
    runtime.setOnline(false);
    const id = await runtime.client.enqueue(upload);
    runtime.setOnline(true);
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject(becomes);
  });

  test("that goes away does not excuse a job which does not need it", async () => {
    const gate = makeGate();
    const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(send, "x", { retry: false });
    await runtime.settle();

    runtime.setOnline(false);
    gate.waiting[0]?.reject(new Error("no"));
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("failed");
  });
});

describe("a job that is due later", () => {
  test("runs at its time, not before", async () => {
    const { runtime, order } = line();
    const id = await runtime.client.schedule(send, "x", { delay: "10m" });
    await runtime.advance(10 * MINUTE - 1);
    expect(await jobOf(runtime, id)).toMatchObject({
      state: "scheduled",
      scheduledFor: NOON + 10 * MINUTE,
      waitingFor: [{ kind: "time", until: NOON + 10 * MINUTE }],
    });

    await runtime.advance(1);

    expect(order).toEqual(["x"]);
  });

  test("runs at its time while another job keeps a worker busy for hours", async () => {
    const gate = makeGate();
    const hold = defineJob("hold");
    const order: string[] = [];
    const runtime = makeRuntime([
      handle(hold, (_, { signal }) => gate.pass(signal)),
      handle(send, (args) => void order.push(args)),
    ]);
    await runtime.client.enqueue(hold);
    await runtime.settle();
    await runtime.client.schedule(send, "x", { delay: "10m" });

    await runtime.advance("1h");

    expect(order).toEqual(["x"]);
  });

  test("may be given another time, or be run at once by a requeue", async () => {
    const { runtime, order } = line();
    const [a, b] = await Promise.all(
      ["a", "b"].map((args) => runtime.client.schedule(send, args, { delay: "1h" })),
    );

    expect(await runtime.client.reschedule(a!, { delay: "2m" })).toBe(true);
    expect(await runtime.client.requeue(b!)).toBe(true);
    await runtime.advance("1m");
    expect(order).toEqual(["b"]);
    await runtime.advance("1m");
    expect(order).toEqual(["b", "a"]);
  });

  test("keeps a running job from being moved", async () => {
    const gate = makeGate();
    const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(send, "x");
    await runtime.settle();

    expect(await runtime.client.reschedule(id, { delay: "1h" })).toBe(false);
    expect(await runtime.client.requeue(id)).toBe(false);
    expect(await stateOf(runtime, id)).toBe("processing");
  });
});
