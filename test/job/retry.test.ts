import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StoredRetry } from "../../src/job/record.ts";
import { retryDelay } from "../../src/job/retry.ts";
import { SECOND } from "../support/make-job.ts";
import { runs } from "../support/property.ts";

const retry = (delay: StoredRetry["delay"], jitter = 0): StoredRetry => ({
  delay,
  jitter,
  exhausted: "fail",
});
const ALMOST_ONE = 1 - Number.EPSILON;

/** Seconds before the n-th retry, as Hangfire waits: the least and the most of each. */
const HANGFIRE: readonly [n: number, least: number, most: number][] = [
  [1, 15, 44],
  [2, 16, 74],
  [3, 31, 118],
  [4, 96, 212],
  [5, 271, 416],
  [6, 640, 814],
  [7, 1_311, 1_514],
  [8, 2_416, 2_648],
  [9, 4_111, 4_372],
  [10, 6_576, 6_866],
];

describe("the exponential wait", () => {
  test.each(HANGFIRE)("before retry %i is Hangfire's: %i to %i s", (n, least, most) => {
    expect(retryDelay(retry("exponential"), n, 0)).toBe(least * SECOND);
    expect(retryDelay(retry("exponential"), n, ALMOST_ONE)).toBe(most * SECOND);
  });

  test("lies within Hangfire's range for every random number, in whole seconds", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HANGFIRE),
        fc.double({ min: 0, max: ALMOST_ONE, noNaN: true }),
        ([n, least, most], random) => {
          const seconds = retryDelay(retry("exponential"), n, random) / SECOND;

          expect(seconds).toBeGreaterThanOrEqual(least);
          expect(seconds).toBeLessThanOrEqual(most);
          expect(Number.isInteger(seconds)).toBe(true);
        },
      ),
      runs(200),
    );
  });

  test("knows no jitter of its own", () => {
    expect(retryDelay(retry("exponential", 60_000), 1, ALMOST_ONE)).toBe(44 * SECOND);
  });
});

describe("a list of waits", () => {
  test("is gone through in order and its last value repeats", () => {
    const list = retry([1_000, 5_000, 30_000]);

    expect([1, 2, 3, 4, 99].map((n) => retryDelay(list, n, 0))).toEqual([
      1_000, 5_000, 30_000, 30_000, 30_000,
    ]);
  });

  test("of one value is the same wait each time", () => {
    expect([1, 7].map((n) => retryDelay(retry([250]), n, 0.5))).toEqual([250, 250]);
  });

  test("gets up to the jitter added, both ends included", () => {
    expect(retryDelay(retry([1_000], 100), 1, 0)).toBe(1_000);
    expect(retryDelay(retry([1_000], 100), 1, ALMOST_ONE)).toBe(1_100);
  });
});

test("a wait that only the definition can tell falls back on the exponential one", () => {
  expect(retryDelay(retry("custom"), 3, 0)).toBe(31 * SECOND);
});
