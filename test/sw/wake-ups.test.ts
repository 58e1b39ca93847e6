import { expect, onTestFinished, test } from "vitest";
import { pageTimer } from "../../src/client/worker/page-timer.ts";
import { defineJob, handle } from "../../src/index.ts";
import type { Notice } from "../../src/job/notice.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { alarmScript } from "../../sw/alarm-script.ts";
import { NOON, SECOND } from "../support/make-job.ts";

const enqueued: Notice = { type: "job", id: "a", name: "a", queue: "q", state: "enqueued", at: NOON };
/** A place behind a limit is free: an outcome of a page's server has made it. */
const freed: Notice = { type: "queue", name: "q", at: NOON, freedBy: "a page's server" };
const ended: Notice = { ...enqueued, state: "succeeded", previous: "processing" };

/** Lets what was asked for be answered; nothing here waits for longer than a few turns. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** The alarm on a clock that is moved by hand, with a worker that has nothing to do. */
async function quietAlarm() {
  const clock = new VirtualClock(NOON);
  const ticks: number[] = [];
  let tell = (_event: { data: unknown }): void => {};
  const stops = new Map<number, () => void>();
  const scope = {
    async fetch() {
      ticks.push(clock.now());
      return { ok: true, json: async () => ({ nextDue: null, busy: false, lock: "worker", others: [] }) };
    },
    setTimeout(run: () => void, delay: number) {
      const id = stops.size + 1;
      stops.set(id, clock.setTimer(delay, run));
      return id;
    },
    clearTimeout: (id: number) => stops.get(id)?.(),
    BroadcastChannel: class {
      set onmessage(listener: typeof tell) {
        tell = listener;
      }
    },
    navigator: {},
    Date: { now: () => clock.now() },
  };
  new Function("self", alarmScript("/tick", "channel", "lock"))(scope);
  await settle();
  ticks.length = 0;
  return {
    ticks,
    async hear(notice: Notice, after: number) {
      clock.moveTo(clock.now() + after);
      tell({ data: [notice] });
      await settle();
    },
  };
}

test.each([
  ["a job was enqueued", enqueued],
  ["a limit has room again", freed],
  ["a queue goes on, or its limit is another", { type: "queue", name: "q", at: NOON }],
  ["many jobs have moved", { type: "many", count: 600, at: NOON }],
] satisfies [string, Notice][])("that %s wakes a worker that may have been stopped", async (_, notice) => {
  const { ticks, hear } = await quietAlarm();
  await hear(notice, 15 * SECOND);
  expect(ticks, "it still listens by itself").toEqual([]);
  await hear(notice, 15 * SECOND);
  expect(ticks).toEqual([NOON + 30 * SECOND]);
});

test("that a job has ended, and nobody waits for its place, wakes nobody", async () => {
  const { ticks, hear } = await quietAlarm();
  await hear(ended, 60 * SECOND);
  expect(ticks).toEqual([]);
});

/** A page whose own timer is the alarm, beside a server whose jobs are asked for elsewhere. */
function withPageTimer() {
  const metered = defineJob("metered", { rateLimit: { limit: 1, per: "1m" } });
  const runtime = createTestRuntime({ now: NOON, handlers: [handle(metered, () => {})] });
  onTestFinished(() => runtime.close());
  // The storage of a context that does nothing but listen.
  const { storage, context, server } = runtime.addServer({ handlers: [] });
  void server.stop();
  const wakes: number[] = [];
  onTestFinished(pageTimer(storage, context.platform.clock, () => wakes.push(runtime.now())));
  return { runtime, metered, wakes };
}

test("a page's own timer wakes the worker for what another context has enqueued, and not again while it listens", async () => {
  const { runtime, metered, wakes } = withPageTimer();
  await runtime.settle();
  const from = runtime.now();
  await runtime.client.enqueue(metered);
  await runtime.settle();
  expect(wakes).toEqual([from]);
  await runtime.advance("5s");
  await runtime.client.enqueue(metered);
  await runtime.settle();
  expect(wakes).toEqual([from]);
});

test("a page's own timer wakes the worker when a rate opens", async () => {
  const { runtime, metered, wakes } = withPageTimer();
  await runtime.settle();
  const from = runtime.now();
  for (let i = 0; i < 2; i++) await runtime.client.enqueue(metered);
  await runtime.advance("70s");
  expect(wakes).toContain(from + 60 * SECOND);
});
