import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JOB_EVENTS, type JobEvent } from "../../src/job/event.ts";
import { HISTORY_LIMIT } from "../../src/job/history.ts";
import type { LeaseEntry } from "../../src/job/lease.ts";
import { expiresAt, placed } from "../../src/job/place.ts";
import type { JobRecord } from "../../src/job/record.ts";
import { isFinal, type JobState } from "../../src/job/state.ts";
import { transition } from "../../src/job/transition.ts";
import { makeEntry, makeJob, NOON } from "../support/make-job.ts";
import { runs } from "../support/property.ts";

const ERROR = { name: "Error", message: "no" };

const anyEvent: fc.Arbitrary<JobEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<JobEvent>({ type: "claimed" }) },
  fc.option(fc.integer(), { nil: undefined }).map((result): JobEvent => ({ type: "succeeded", result })),
  {
    weight: 4,
    arbitrary: fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined }).map(
      (retryAfter): JobEvent => ({
        type: "threw",
        error: ERROR,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      }),
    ),
  },
  fc.constant<JobEvent>({ type: "interrupted", reason: "gone", by: "death" }),
  fc.constant<JobEvent>({ type: "released", reason: "stopped" }),
  { weight: 3, arbitrary: fc.constant<JobEvent>({ type: "due" }) },
  fc
    .tuple(fc.constantFrom("parent", "other"), fc.constantFrom("succeeded", "failed", "deleted"))
    .map(([parent, state]): JobEvent => ({ type: "parent-settled", parent, state: state as "failed" })),
  fc.constant<JobEvent>({ type: "requeued" }),
  fc.integer({ min: -1_000, max: 1_000 }).map((at): JobEvent => ({ type: "rescheduled", at: NOON + at })),
  fc.constant<JobEvent>({ type: "deleted" }),
);

const anyStart: fc.Arbitrary<JobRecord> = fc
  .record({
    state: fc.constantFrom<JobRecord["state"]>("enqueued", "scheduled", "awaiting"),
    maxAttempts: fc.integer({ min: 1, max: 4 }),
    maxInterruptions: fc.integer({ min: 1, max: 3 }),
    exhausted: fc.constantFrom<"fail" | "delete">("fail", "delete"),
    on: fc.constantFrom<NonNullable<JobRecord["on"]>>("succeeded", "failed", "deleted", "finished"),
  })
  .map(({ exhausted, on, ...over }) =>
    makeJob({
      ...over,
      retry: { delay: "exponential", jitter: 0, exhausted },
      ...(over.state === "awaiting" ? { on } : {}),
    }),
  );

interface Step {
  event: JobEvent;
  before: JobRecord;
  stateBefore: JobState;
  /** Absent when refused. */
  after?: JobRecord;
}

/** Plays events on one job as the store would: the lease entry comes with a claim and goes with whatever ends it. */
function play(start: JobRecord, events: readonly JobEvent[]): Step[] {
  let job = start;
  let entry: LeaseEntry | undefined;
  return events.map((event, i) => {
    const before = job;
    const stateBefore = entry ? "processing" : before.state;
    const result = transition(before, entry, event, NOON + i);
    if (!result) return { event, before, stateBefore };
    entry = event.type === "claimed" ? makeEntry({ attempt: job.attempts + 1, since: NOON + i }) : undefined;
    job = placed({ ...result.job, sequence: result.toEndOfLine ? i + 2 : result.job.sequence });
    return { event, before, stateBefore, after: job };
  });
}

const everyStep = (check: (step: Step) => void): void => {
  fc.assert(
    fc.property(anyStart, fc.array(anyEvent, { maxLength: 80 }), (start, events) => {
      for (const step of play(start, events)) check(step);
    }),
    runs(300),
  );
};

describe("whatever happens to a job, in whatever order", () => {
  test("the events of this file are all there are", () => {
    const seen = new Set(fc.sample(anyEvent, { numRuns: 500, seed: 1 }).map((event) => event.type));

    expect(seen).toEqual(new Set(JOB_EVENTS));
  });

  test("what is final stays final without a person", () => {
    const people = ["requeued", "rescheduled", "deleted"];

    everyStep(({ event, stateBefore, after }) => {
      if (isFinal(stateBefore) && after) expect(people).toContain(event.type);
    });
  });

  test("history grows by one or two entries with each change, its first is kept, and it never exceeds its limit", () => {
    everyStep(({ event, before, after }) => {
      if (!after || event.type === "claimed") return;
      const joined = event.type === "parent-settled" && after.state === "awaiting";
      const grown = after.history.length - before.history.length;
      expect(grown).toBeLessThanOrEqual(2);
      if (before.history.length < HISTORY_LIMIT - 1) expect(grown).toBeGreaterThanOrEqual(joined ? 0 : 1);
      expect(after.history.length).toBeLessThanOrEqual(HISTORY_LIMIT);
      expect(after.history[0]).toEqual(before.history[0]);
      expect(after.history.at(-1)?.state).toBe(after.state);
    });
  });

  test("attempts and interruptions stay within what is allowed", () => {
    everyStep(({ before, after }) => {
      if (!after) return;
      expect(after.attempts).toBeLessThanOrEqual(after.maxAttempts);
      expect(after.stuck ?? 0).toBeLessThanOrEqual(after.maxInterruptions ?? 0);
      expect(after.attempts - before.attempts).toBeLessThanOrEqual(1);
    });
  });

  test("index fields exist in the states that need them and in no other", () => {
    everyStep(({ after }) => {
      if (!after) return;
      expect(after.ready !== undefined).toBe(after.state === "enqueued");
      expect(after.expires).toBeUndefined();
      expect(expiresAt(after) !== undefined).toBe(isFinal(after.state));
      expect(after.finishedAt !== undefined).toBe(isFinal(after.state));
      expect(after.list?.[0]).toBe(after.state === "enqueued" ? undefined : after.state);
    });
  });

  test("the record before is never changed: an operation that is thrown away has done nothing", () => {
    fc.assert(
      fc.property(anyStart, fc.array(anyEvent, { maxLength: 20 }), (start, events) => {
        const copy = structuredClone(start);
        play(start, events);
        expect(start).toEqual(copy);
      }),
      runs(100),
    );
  });
});
