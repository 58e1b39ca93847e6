import { describe, expect, test } from "vitest";
import { newJob } from "../../src/job/draft.ts";
import type { ContinuationCondition } from "../../src/job/state.ts";
import { MINUTE, makeDraft, makeJob, NOON } from "../support/make-job.ts";

const NOBODY: ReadonlySet<string> = new Set();

describe("a new job", () => {
  test("is enqueued", () => {
    const job = newJob(makeDraft({ args: { to: "Ada" } }), NOON, [], NOBODY);

    expect(job).toMatchObject({
      state: "enqueued",
      args: { to: "Ada" },
      attempts: 0,
      interruptions: 0,
      createdAt: NOON,
      history: [{ state: "enqueued", at: NOON }],
    });
    expect(job).not.toHaveProperty("scheduledFor");
  });

  test("that is due later is scheduled", () => {
    const job = newJob(makeDraft({ dueAt: NOON + MINUTE }), NOON, [], NOBODY);

    expect(job).toMatchObject({
      state: "scheduled",
      scheduledFor: NOON + MINUTE,
      history: [{ state: "scheduled", at: NOON, data: { dueAt: NOON + MINUTE } }],
    });
  });

  test.each([NOON, NOON - MINUTE])("that was due at %i is enqueued at once and remembers when", (dueAt) => {
    expect(newJob(makeDraft({ dueAt }), NOON, [], NOBODY)).toMatchObject({
      state: "enqueued",
      scheduledFor: dueAt,
    });
  });

  test("with large arguments says so instead of holding them", () => {
    const job = newJob(makeDraft({ payload: true }), NOON, [], NOBODY);

    expect(job.payload).toBe(true);
    expect(job).not.toHaveProperty("args");
  });

  test("does not store what was only said about its making", () => {
    const job = newJob(makeDraft({ ownId: true, dueAt: NOON }), NOON, [], NOBODY);

    for (const name of ["ownId", "dueAt"]) expect(job).not.toHaveProperty(name);
  });
});

describe("a new continuation", () => {
  const following = (
    parents: readonly ReturnType<typeof makeJob>[],
    on: ContinuationCondition = "succeeded",
    running: ReadonlySet<string> = NOBODY,
    over: Parameters<typeof makeDraft>[0] = {},
  ): ReturnType<typeof newJob> =>
    newJob(
      makeDraft({ id: "child", parents: parents.map(({ id }) => id), on, ...over }),
      NOON,
      parents,
      running,
    );

  test("awaits a parent that has not ended", () => {
    const job = following([makeJob({ id: "a" })]);

    expect(job).toMatchObject({ state: "awaiting", on: "succeeded", parents: [{ id: "a", met: false }] });
  });

  test("is released at once by a parent that has ended as it wants", () => {
    const job = following([makeJob({ id: "a", state: "succeeded" })]);

    expect(job).toMatchObject({ state: "enqueued", parents: [{ id: "a", met: true }] });
    expect(job.history[0]?.reason).toBe("Its parent had ended already.");
  });

  test("awaits a parent that has been requeued and runs, whatever its record says", () => {
    expect(following([makeJob({ id: "a", state: "failed" })], "failed", new Set(["a"])).state).toBe(
      "awaiting",
    );
  });

  test("awaits a failed parent when it wants success", () => {
    expect(following([makeJob({ id: "a", state: "failed" })]).state).toBe("awaiting");
  });

  test("is deleted at once when its condition can't be met, with the reason", () => {
    const job = following([makeJob({ id: "a", state: "deleted" })]);

    expect(job).toMatchObject({ state: "deleted", finishedAt: NOON });
    expect(job.history[0]?.reason).toBe(
      "It was to run when a had succeeded, but that job was deleted already.",
    );
  });

  test("on several parents remembers which of them have ended", () => {
    const job = following([makeJob({ id: "a", state: "succeeded" }), makeJob({ id: "b" })], "finished");

    expect(job).toMatchObject({
      state: "awaiting",
      parents: [
        { id: "a", met: true },
        { id: "b", met: false },
      ],
    });
  });

  test("that waits after its release is scheduled when the release is at once", () => {
    const job = following([makeJob({ id: "a", state: "succeeded" })], "succeeded", NOBODY, {
      releaseDelay: MINUTE,
    });

    expect(job).toMatchObject({ state: "scheduled", scheduledFor: NOON + MINUTE });
  });
});
