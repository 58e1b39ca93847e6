import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
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
