import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { deferred } from "../support/deferred.ts";
import { makeRuntime } from "../support/runtime.ts";

const quick = defineJob<number>("quick");

/** Lets this many promises be settled. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await null;
}

/** Moments, in promises settled, at which a wake-up resolved before the job that it came for had run. */
async function tooEarly(act: (runtime: TestRuntime, moment: number) => Promise<void>): Promise<number[]> {
  const early: number[] = [];
  for (let moment = 0; moment < 120; moment++) {
    let done = false;
    const runtime = makeRuntime([
      handle(quick, async () => {
        await turns(5);
        done = true;
      }),
    ]);
    await runtime.settle();
    await act(runtime, moment);
    if (!done) early.push(moment);
    await runtime.close();
  }
  return early;
}

test("a wake-up ends when its job has ended, at whatever moment of another look it comes", async () => {
  expect(
    await tooEarly(async (runtime, moment) => {
      await runtime.client.enqueue(quick, 1);
      await turns(moment);
      await runtime.server.wake("after the commit's own notice");
    }),
  ).toEqual([]);
  expect(
    await tooEarly(async (runtime, moment) => {
      const woken = runtime.server.wake("one");
      await turns(moment);
      await runtime.client.enqueue(quick, 1);
      await runtime.server.wake("two");
      await woken;
    }),
  ).toEqual([]);
});

test("the worker of a job that was deleted while it ran takes up the next at once, while others run on", async () => {
  const slow = defineJob<void>("slow");
  const over = deferred();
  let done = 0;
  const handlers = [handle(slow, () => over.promise), handle(quick, () => void done++)];
  const runtime = makeRuntime(handlers, { workers: 2 });
  const [first] = await runtime.client.enqueueMany([1, 2].map(() => ({ job: slow, args: undefined })));
  await runtime.settle();
  await runtime.client.enqueue(quick, 1);
  await runtime.settle();
  expect(done).toBe(0);

  await runtime.client.delete(first!);
  await runtime.settle();

  expect(done).toBe(1);
  over.resolve();
  await runtime.close();
});

test("an event that comes while jobs run is told among the wake-ups, each time; what comes all the time is not", async () => {
  const runtime = makeRuntime([handle(quick, () => new Promise<void>(() => {}))]);
  const { server, client } = runtime;
  await client.enqueue(quick, 1);
  await runtime.settle();

  for (const source of ["sync", "push", "push", "alarm"]) void server.wake(source);
  await runtime.settle();

  const woken = (await client.monitor.wakeups()).filter(({ count }) => count > 0);
  expect(woken).toMatchObject([
    { source: "sync", count: 1, jobs: 0, lastAt: runtime.now() },
    { source: "push", count: 2, jobs: 0, lastAt: runtime.now() },
  ]);
});
