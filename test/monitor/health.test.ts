import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { emptyTotals } from "../../src/operations/work/counting.ts";
import { countPace, perMinute } from "../../src/operations/work/pace.ts";
import { MINUTE, NOON, SECOND } from "../support/make-job.ts";
import { jobOf, makeGate, makeRuntime } from "../support/runtime.ts";

const send = defineJob<number>("send", { queue: "mail", displayName: (n) => `No. ${n}` });
const strange = defineJob("strange");

describe("a queue's pace", () => {
  test("is what ended within the last minute", async () => {
    const runtime = makeRuntime([handle(send, () => {})]);
    const pace = async () => {
      await runtime.client.enqueue(send, 0, { requires: { network: "online" } });
      const [queue] = await runtime.client.monitor.queues();
      await runtime.settle();
      return queue?.perMinute;
    };
    for (let i = 0; i < 6; i++) await runtime.client.enqueue(send, i);
    await runtime.settle();

    expect(await pace()).toBe(6);
    await runtime.advance("90s");
    expect(await pace()).toBe(4);
    await runtime.advance("5m");
    expect(await pace()).toBe(0);
  });

  test("is never more than ended within two minutes, and keeps no queue that has stopped", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.nat(90 * SECOND)), { maxLength: 60 }),
        (ends) => {
          const totals = emptyTotals(NOON);
          let now = NOON;
          const times: [string, number][] = [];
          for (const [queue, wait] of ends) {
            now += wait;
            countPace(totals, queue, now);
            times.push([queue, now]);
          }
          for (const queue of ["a", "b"]) {
            const late = times.filter(([name, at]) => name === queue && at > now - 2 * MINUTE).length;
            expect(perMinute(totals, queue, now)).toBeLessThanOrEqual(late);
          }
          expect(perMinute(totals, "a", now + 3 * MINUTE)).toBe(0);
        },
      ),
    );
  });
});

test("a server that dies over its work is remembered with what was taken back, one that is stopped isn't", async () => {
  const gate = makeGate();
  const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))], { workers: 2 });
  const ids = [await runtime.client.enqueue(send, 1), await runtime.client.enqueue(send, 2)];
  await runtime.settle();
  const { id } = runtime.server;
  expect(await runtime.client.monitor.fallen()).toEqual([]);

  await runtime.kill();
  await runtime.restart();
  await runtime.settle();

  expect(await runtime.client.monitor.fallen()).toEqual([
    { id, kind: "service-worker", startedAt: NOON, at: NOON, count: 2, jobs: expect.arrayContaining(ids) },
  ]);
});

test("jobs that no live server handles are told, and none where nobody lives to handle any", async () => {
  const runtime = makeRuntime([handle(send, () => {})]);
  await runtime.client.enqueue(strange);
  await runtime.client.enqueue(strange, undefined, { queue: "other" });
  await runtime.client.enqueue(strange, undefined, { queue: "other" });
  await runtime.settle();

  expect(await runtime.client.monitor.unhandled()).toEqual([
    { name: "strange", queue: "other", count: 2 },
    { name: "strange", queue: "default", count: 1 },
  ]);
  await runtime.server.stop();
  expect(await runtime.client.monitor.unhandled()).toEqual([]);
});

test("jobs for a page with a server are not called unhandled while no such page is open", async () => {
  const draw = defineJob("draw", { runsIn: "window" });
  const runtime = makeRuntime([handle(send, () => {})]);
  await runtime.client.enqueue(draw);
  await runtime.settle();
  expect(await runtime.client.monitor.unhandled()).toEqual([]);

  runtime.addServer({ kind: "window", handlers: [handle(send, () => {})] });
  await runtime.settle();
  expect(await runtime.client.monitor.unhandled()).toEqual([{ name: "draw", queue: "default", count: 1 }]);
});

test("what only a newer version of a handler can run is told as unhandled, as its job says", async () => {
  const older = defineJob("greet", { version: 1 });
  const newer = defineJob("greet", { version: 2 });
  const runtime = makeRuntime([handle(older, () => {})]);
  await runtime.client.pauseQueue("default");
  await runtime.client.enqueue(older);
  const id = await runtime.client.enqueue(newer);
  await runtime.client.resumeQueue("default");
  await runtime.settle();

  expect((await jobOf(runtime, id)).waitingFor).toMatchObject([{ kind: "no-handler" }]);
  expect(await runtime.client.monitor.unhandled()).toEqual([{ name: "greet", queue: "default", count: 1 }]);

  runtime.addServer({ handlers: [handle(newer, () => {})] });
  await runtime.settle();
  expect(await runtime.client.monitor.unhandled()).toEqual([]);
});

test("the slowest jobs are told, slowest first", async () => {
  const gate = makeGate();
  const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))], { workers: 3 });
  for (const n of [0, 2, 1]) await runtime.client.enqueue(send, n);
  await runtime.settle();
  for (const n of [0, 2, 1]) {
    gate.waiting[n]?.resolve();
    await runtime.settle();
    await runtime.advance("1s");
  }

  const slowest = await runtime.client.monitor.slowest();
  expect(slowest.map(({ displayName, duration }) => [displayName, duration])).toEqual([
    ["No. 2", 2 * SECOND],
    ["No. 1", SECOND],
    ["No. 0", 0],
  ]);
});
