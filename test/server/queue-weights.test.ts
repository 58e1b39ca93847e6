import { describe, expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { createServer } from "../../src/server.ts";
import { makeRuntime } from "../support/runtime.ts";

const send = defineJob<string>("send");
const queues = { critical: 6, default: 3, low: 1 };
const NAMES = Object.keys(queues);

const backlog = (each: number, names: readonly string[] = NAMES) =>
  names.flatMap((queue) =>
    Array.from({ length: each }, () => ({ job: send, args: queue, options: { queue } })),
  );

const countsOf = (order: readonly string[]): Record<string, number> =>
  Object.fromEntries(NAMES.map((name) => [name, order.filter((each) => each === name).length]));

describe("queues with weights", () => {
  test.each([1, 4, 7])("share %i workers as they weigh, in each stretch of a backlog", async (workers) => {
    const order: string[] = [];
    const runtime = makeRuntime([handle(send, (queue) => void order.push(queue))], { queues, workers });
    await runtime.jobs.enqueueMany(backlog(200));
    await runtime.settle();

    expect(order).toHaveLength(600);
    // As long as all three have jobs: the heaviest is empty after 333. A claim's jobs begin queue by queue.
    for (let from = 0; from + 100 <= 300; from += 100) {
      const { critical = 0, default: normal = 0, low = 0 } = countsOf(order.slice(from, from + 100));
      expect(critical).toBeGreaterThanOrEqual(60 - 20);
      expect(critical).toBeLessThanOrEqual(60 + 20);
      expect(normal).toBeGreaterThanOrEqual(30 - 15);
      expect(low).toBeGreaterThanOrEqual(10 - 6);
    }
    expect(countsOf(order.slice(0, 300)).low).toBeGreaterThanOrEqual(26);
  });

  test("let the lightest have its turn also when the heaviest never ends", async () => {
    const order: string[] = [];
    const runtime = makeRuntime(
      [
        handle(send, async (queue, { client }) => {
          order.push(queue);
          if (queue === "critical" && order.length < 120) await client.enqueueMany(backlog(2, ["critical"]));
        }),
      ],
      { queues, workers: 1 },
    );
    await runtime.jobs.enqueueMany([...backlog(5, ["critical"]), ...backlog(3, ["low"])]);
    await runtime.settle();

    expect(order.indexOf("low")).toBeLessThan(10);
    expect(order.slice(0, 60).filter((name) => name === "low")).toHaveLength(3);
  });

  test("leave no worker idle while any of them has a job", async () => {
    const order: string[] = [];
    const runtime = makeRuntime([handle(send, (queue) => void order.push(queue))], { queues });
    await runtime.jobs.pauseQueue("critical");
    await runtime.jobs.enqueueMany([...backlog(20, ["critical"]), ...backlog(20, ["low"])]);
    await runtime.settle();

    expect(countsOf(order)).toEqual({ critical: 0, default: 0, low: 20 });
    await runtime.jobs.resumeQueue("critical");
    await runtime.settle();
    expect(countsOf(order)).toEqual({ critical: 20, default: 0, low: 20 });
  });

  test("are the only queues that the server takes from", async () => {
    const order: string[] = [];
    const runtime = makeRuntime([handle(send, (queue) => void order.push(queue))], { queues });
    const id = await runtime.jobs.enqueue(send, "other", { queue: "other" });
    await runtime.settle();

    expect((await runtime.jobs.get(id))?.waitingFor).toMatchObject([{ kind: "not-here" }]);
    expect((await runtime.jobs.monitor.servers())[0]?.queues).toEqual(NAMES);
  });

  test("keep priority and age within each queue", async () => {
    const order: string[] = [];
    const runtime = makeRuntime([handle(send, (text) => void order.push(text))], { queues, workers: 1 });
    await runtime.jobs.pauseQueue("*");
    await runtime.jobs.enqueue(send, "low old", { queue: "low" });
    await runtime.jobs.enqueue(send, "low urgent", { queue: "low", priority: 5 });
    await runtime.jobs.enqueue(send, "low new", { queue: "low" });
    await runtime.jobs.resumeQueue("*");
    await runtime.settle();

    expect(order).toEqual(["low urgent", "low old", "low new"]);
  });

  test.each([
    [{}, "at least one"],
    [{ Mail: 1 }, "'Mail'"],
    [{ mail: 0 }, "queues.mail"],
    [{ mail: 1.5 }, "from 1 to 100"],
    [{ mail: 101 }, "from 1 to 100"],
  ])("of %j are refused", (given, words) => {
    expect(() => createServer({ handlers: [], queues: given })).toThrow(words);
  });
});
