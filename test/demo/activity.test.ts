import { expect, test } from "vitest";
import { lineOf } from "../../demo/app/activity.ts";
import type { Job } from "../../src/job/job.ts";

const job = (part: Partial<Job>): Job => ({
  id: "j",
  name: "flaky",
  queue: "experiments",
  priority: 0,
  state: "enqueued",
  args: undefined,
  attempt: 0,
  maxAttempts: 5,
  interruptions: 0,
  createdAt: 0,
  parents: [],
  continuations: [],
  meta: {},
  tags: [],
  displayName: "A flaky job",
  waitingFor: [],
  history: [],
  ...part,
});

const error = { name: "Error", message: "The pencil broke." };

test.each<[Partial<Job>, string, string]>([
  [{}, "busy", "A flaky job waits for a free worker."],
  [
    { waitingFor: [{ kind: "paused", detail: "Its queue is paused." }] },
    "busy",
    "A flaky job waits: Its queue is paused.",
  ],
  [{ state: "processing", attempt: 2 }, "busy", "A flaky job: attempt 2 of 5 is running."],
  [{ state: "scheduled", attempt: 1, error }, "trouble", "A flaky job: attempt 1 failed. The pencil broke."],
  [{ state: "succeeded", attempt: 3 }, "done", "A flaky job worked at attempt 3."],
  [{ state: "failed", attempt: 1, error }, "failed", "A flaky job failed for good. The pencil broke."],
])("an experiment is told in a line: %j", (part, tone, text) => {
  expect(lineOf(job(part))).toMatchObject({ tone, text });
});

test("a summary tells its numbers", () => {
  const result = { notes: 1, photos: 2, confirmed: 0 };
  const line = lineOf(job({ name: "daily-summary", state: "succeeded", result }));
  expect(line?.text).toBe("Summary sent: 1 note, 2 photos, 0 confirmed.");
});

test("a retry says when, and a deleted job needs no line", () => {
  expect(lineOf(job({ state: "scheduled", attempt: 1, scheduledFor: 7, error }))?.until).toBe(7);
  expect(lineOf(job({ state: "deleted" }))).toBeUndefined();
});
