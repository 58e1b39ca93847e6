import { expect, test } from "vitest";
import { expiresAt, placed } from "../../src/job/place.ts";
import { DAY, MINUTE, makeJob, NOON } from "../support/make-job.ts";

test("an enqueued job stands in its lane by priority, then arrival", () => {
  const job = placed(makeJob({ priority: 5, sequence: 12 }));

  expect(job.ready).toEqual(["default|send|", -5, 12]);
  expect(job).not.toHaveProperty("list");
  expect(job).not.toHaveProperty("expires");
});

test("a scheduled job is listed by the time it is due", () => {
  const job = placed(makeJob({ state: "scheduled", scheduledFor: NOON + MINUTE, sequence: 3 }));

  expect(job.list).toEqual(["scheduled", NOON + MINUTE, 3]);
  expect(job).not.toHaveProperty("ready");
});

test.each([
  ["succeeded", DAY],
  ["deleted", DAY],
  ["failed", 30 * DAY],
] as const)("a job that is %s is found for removal by its list, after the usual time", (state, keep) => {
  const job = placed(makeJob({ state, finishedAt: NOON + MINUTE, sequence: 3 }));

  expect(job.list).toEqual([state, NOON + MINUTE, 3]);
  expect(job).not.toHaveProperty("expires");
  expect(expiresAt(job)).toBe(NOON + MINUTE + keep);
});

test.each([0, MINUTE, 90 * DAY])("a job with a keep time of its own (%i ms) is listed by that", (failed) => {
  const job = placed(makeJob({ state: "failed", keep: { failed } }));

  expect(job.expires).toBe(NOON + failed);
  expect(expiresAt(job)).toBe(NOON + failed);
});

test("a keep time for another end than the job's does not matter", () => {
  expect(placed(makeJob({ state: "failed", keep: { succeeded: 0 } }))).not.toHaveProperty("expires");
});

test("a job that has not ended expires never", () => {
  expect(expiresAt(makeJob())).toBeUndefined();
});

test("index fields of the state before don't survive", () => {
  const { state: _state, ...rest } = makeJob({ state: "failed", keep: { failed: 1 } });

  const job = placed({ ...rest, state: "enqueued" });

  expect(job).not.toHaveProperty("expires");
  expect(job.ready).toBeDefined();
});
