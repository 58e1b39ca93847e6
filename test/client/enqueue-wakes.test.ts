import { expect, test } from "vitest";
import { EnqueueWakes } from "../../src/client/worker/enqueue-wakes.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { NOON } from "../support/make-job.ts";

function begin() {
  const clock = new VirtualClock(NOON);
  const at: number[] = [];
  const wakes = new EnqueueWakes(() => at.push(clock.now() - NOON), clock);
  return { clock, at, wakes };
}

test("a worker is woken at once for the first commit, and once more for all that follow within a tenth of a second", () => {
  const { clock, at, wakes } = begin();
  wakes.ask();
  clock.moveTo(NOON + 40);
  wakes.ask();
  wakes.ask();
  clock.moveTo(NOON + 100);
  expect(at).toEqual([0, 100]);

  clock.moveTo(NOON + 150);
  wakes.ask();
  clock.moveTo(NOON + 200);
  expect(at).toEqual([0, 100, 200]);
});

test("a page that has committed nothing more keeps no timer", () => {
  const { clock, at, wakes } = begin();
  wakes.ask();
  clock.moveTo(NOON + 100);
  expect(clock.next).toBe(Number.POSITIVE_INFINITY);
  wakes.ask();
  expect(at).toEqual([0, 100]);
});

test("a client that is closed says what it would have said later, once", () => {
  const { clock, at, wakes } = begin();
  wakes.ask();
  clock.moveTo(NOON + 10);
  wakes.ask();
  wakes.end();
  wakes.end();
  clock.moveTo(NOON + 500);
  expect(at).toEqual([0, 10]);
});
