import { expect, test } from "vitest";
import type { Transition } from "../../src/job/enter.ts";
import type { JobRecord } from "../../src/job/record.ts";
import type { FinalState } from "../../src/job/state.ts";
import { transition } from "../../src/job/transition.ts";
import { MINUTE, makeJob, NOON } from "../support/make-job.ts";

const NOW = NOON + MINUTE;

const settle = (job: JobRecord, parent: string, state: FinalState): Transition | null =>
  transition(job, undefined, { type: "parent-settled", parent, state }, NOW);

const join = (...met: boolean[]): JobRecord =>
  makeJob({ state: "awaiting", parents: met.map((each, i) => ({ id: `p${i}`, met: each })) });

test("releases a continuation when its parent has ended as it wants", () => {
  const after = settle(makeJob({ state: "awaiting" }), "parent", "succeeded");

  expect(after).toMatchObject({ toEndOfLine: true, job: { state: "enqueued", parents: [{ met: true }] } });
  expect(after?.job.history.at(-1)?.reason).toBe("Its parent has ended.");
});

test("keeps one that wants success waiting for a parent that failed: a person may requeue it", () => {
  expect(settle(makeJob({ state: "awaiting" }), "parent", "failed")).toBeNull();
});

test("deletes a continuation whose condition can't be met any more, and says which parent ended how", () => {
  const after = settle(makeJob({ state: "awaiting" }), "parent", "deleted");

  expect(after).toMatchObject({ settled: "deleted", job: { state: "deleted", finishedAt: NOW } });
  expect(after?.job.history.at(-1)?.reason).toBe(
    "It was to run when parent had succeeded, but that job was deleted.",
  );
});

test("schedules a continuation that waits after its release", () => {
  const job = makeJob({ state: "awaiting", releaseDelay: MINUTE });

  const after = settle(job, "parent", "succeeded");

  expect(after?.job).toMatchObject({ state: "scheduled", scheduledFor: NOW + MINUTE });
});

test("ignores a job that is not its parent", () => {
  expect(settle(makeJob({ state: "awaiting" }), "stranger", "succeeded")).toBeNull();
});

test("a join notes each parent that has ended and leaves its history alone until the last", () => {
  const first = settle(join(false, false), "p1", "succeeded");
  const last = settle(first?.job ?? join(), "p0", "succeeded");

  expect(first?.job).toMatchObject({ state: "awaiting", parents: [{ met: false }, { met: true }] });
  expect(first?.job.history).toHaveLength(1);
  expect(last?.job.state).toBe("enqueued");
});

test("a join is deleted as soon as one of its parents can't end as it wants", () => {
  expect(settle(join(true, false, false), "p1", "deleted")?.job.state).toBe("deleted");
});

test("a parent that has met the condition once is not asked again when it is deleted later", () => {
  expect(settle(join(true, false), "p0", "deleted")).toBeNull();
});
