import { describe, expect, test } from "vitest";
import type { HourRow } from "../../src/operations/tables.ts";
import {
  countInHour,
  countMove,
  emptyTotals,
  isRetry,
  sumMinutes,
} from "../../src/operations/work/counting.ts";
import { HOUR, MINUTE, makeJob, NOON } from "../support/make-job.ts";

describe("a job's move", () => {
  test("is taken from one count and added to another, its lane included", () => {
    const totals = emptyTotals(NOON);
    const enqueued = makeJob();

    countMove(totals, undefined, enqueued);
    expect(totals).toMatchObject({ states: { enqueued: 1 }, lanes: { "default|send|": 1 } });
    countMove(totals, enqueued, makeJob({ state: "scheduled", attempts: 1 }));

    expect(totals).toMatchObject({ states: { enqueued: 0, scheduled: 1 }, retries: 1, lanes: {} });
  });

  test("out of the store is taken from its counts", () => {
    const totals = emptyTotals(NOON);
    const retry = makeJob({ state: "scheduled", attempts: 1 });
    countMove(totals, undefined, retry);

    countMove(totals, retry, undefined);

    expect(totals).toMatchObject({ states: { scheduled: 0 }, retries: 0 });
  });

  test("counts as a retry only where an attempt lies behind it", () => {
    expect(isRetry(makeJob({ state: "scheduled" }))).toBe(false);
    expect(isRetry(makeJob({ attempts: 1 }))).toBe(false);
  });
});

describe("the history by minute", () => {
  test("counts what happens in its minute", () => {
    const totals = emptyTotals(NOON);
    const past: HourRow[] = [];

    countInHour(totals, past, NOON, "created");
    countInHour(totals, past, NOON + 59_999, "succeeded");
    countInHour(totals, past, NOON + MINUTE, "failed");

    expect(totals.minutes).toEqual({ 0: [1, 1, 0, 0, 0], 1: [0, 0, 1, 0, 0] });
    expect(past).toEqual([]);
  });

  test("puts an hour that has passed away, under a key that sorts by time", () => {
    const totals = emptyTotals(NOON);
    const past: HourRow[] = [];
    countInHour(totals, past, NOON, "created");

    countInHour(totals, past, NOON + 3 * HOUR, "deleted");

    const hour = NOON / HOUR;
    expect(past).toEqual([{ id: `hour:00${hour}`, hour, minutes: { 0: [1, 0, 0, 0, 0] } }]);
    expect(totals).toMatchObject({ hour: hour + 3, minutes: { 0: [0, 0, 0, 1, 0] } });
  });

  test("puts no empty hour away", () => {
    const totals = emptyTotals(NOON);
    const past: HourRow[] = [];

    countInHour(totals, past, NOON + HOUR, "created");

    expect(past).toEqual([]);
  });

  test("writes no hour a second time when the clock is set back", () => {
    const totals = emptyTotals(NOON);
    const past: HourRow[] = [];

    countInHour(totals, past, NOON - HOUR, "created");

    expect([past, totals.hour, totals.minutes]).toEqual([[], NOON / HOUR, { 0: [1, 0, 0, 0, 0] }]);
  });

  test("sums up", () => {
    expect(
      sumMinutes([
        [1, 2, 3, 4, 5],
        [1, 0, 0, 0, 1],
      ]),
    ).toEqual([2, 2, 3, 4, 6]);
    expect(sumMinutes([])).toEqual([0, 0, 0, 0, 0]);
  });
});
