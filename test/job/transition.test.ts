import { describe, expect, test } from "vitest";
import { JOB_EVENTS, type JobEvent, type JobEventType, TRANSITIONS } from "../../src/job/event.ts";
import { JOB_STATES, type JobState, type StoredState } from "../../src/job/state.ts";
import { transition } from "../../src/job/transition.ts";
import { MINUTE, makeEntry, makeJob, NOON, SECOND } from "../support/make-job.ts";

const NOW = NOON + 10 * MINUTE;
const ERROR = { name: "TypeError", message: "no" };

/** One event of each type, the plainest there is. */
const EVENTS: { [Type in JobEventType]: Extract<JobEvent, { type: Type }> } = {
  claimed: { type: "claimed" },
  succeeded: { type: "succeeded", result: 42 },
  threw: { type: "threw", error: ERROR, retryAfter: 15 * SECOND },
  interrupted: { type: "interrupted", reason: "gone", by: "death" },
  released: { type: "released", reason: "stopped" },
  due: { type: "due" },
  "parent-settled": { type: "parent-settled", parent: "parent", state: "succeeded" },
  requeued: { type: "requeued", reason: "again" },
  rescheduled: { type: "rescheduled", at: NOW + MINUTE },
  deleted: { type: "deleted", reason: "away" },
};

const no = null;

/** All 70 cells: the state a job is in after the event, or that the event is refused. */
const TABLE: Record<JobState, Record<JobEventType, StoredState | null>> = {
  enqueued: {
    claimed: "enqueued", // that it runs is written into the lease, not into the record
    succeeded: no,
    threw: no,
    interrupted: no,
    released: no,
    due: no,
    "parent-settled": no,
    requeued: no,
    rescheduled: "scheduled",
    deleted: "deleted",
  },
  scheduled: {
    claimed: no,
    succeeded: no,
    threw: no,
    interrupted: no,
    released: no,
    due: "enqueued",
    "parent-settled": no,
    requeued: "enqueued",
    rescheduled: "scheduled",
    deleted: "deleted",
  },
  awaiting: {
    claimed: no,
    succeeded: no,
    threw: no,
    interrupted: no,
    released: no,
    due: no,
    "parent-settled": "enqueued",
    requeued: "enqueued",
    rescheduled: "scheduled",
    deleted: "deleted",
  },
  processing: {
    claimed: no,
    succeeded: "succeeded",
    threw: "scheduled",
    interrupted: "enqueued",
    released: "enqueued",
    due: no,
    "parent-settled": no,
    requeued: no,
    rescheduled: no,
    deleted: "deleted",
  },
  succeeded: {
    claimed: no,
    succeeded: no,
    threw: no,
    interrupted: no,
    released: no,
    due: no,
    "parent-settled": no,
    requeued: "enqueued",
    rescheduled: "scheduled",
    deleted: "deleted",
  },
  failed: {
    claimed: no,
    succeeded: no,
    threw: no,
    interrupted: no,
    released: no,
    due: no,
    "parent-settled": no,
    requeued: "enqueued",
    rescheduled: "scheduled",
    deleted: "deleted",
  },
  deleted: {
    claimed: no,
    succeeded: no,
    threw: no,
    interrupted: no,
    released: no,
    due: no,
    "parent-settled": no,
    requeued: "enqueued",
    rescheduled: "scheduled",
    deleted: no,
  },
};

const cells = JOB_STATES.flatMap((state) =>
  JOB_EVENTS.map((event) => ({ state, event, to: TABLE[state][event] })),
);

/** A job in a state, with the lease entry that makes it run, for `processing`. */
function inState(state: JobState): { job: ReturnType<typeof makeJob>; entry?: ReturnType<typeof makeEntry> } {
  return state === "processing" ? { job: makeJob(), entry: makeEntry() } : { job: makeJob({ state }) };
}

describe("the state machine", () => {
  test("has a cell for each of 7 states and 10 events", () => {
    expect(cells).toHaveLength(70);
  });

  test.each(cells.filter(({ to }) => to !== null))("$state + $event = $to", ({ state, event, to }) => {
    const { job, entry } = inState(state);

    const after = transition(job, entry, EVENTS[event], NOW);

    expect(after?.job.state).toBe(to);
  });

  test.each(cells.filter(({ to }) => to === null))("$state refuses $event", ({ state, event }) => {
    const { job, entry } = inState(state);
    const before = structuredClone(job);

    const after = transition(job, entry, EVENTS[event], NOW);

    expect(after).toBeNull();
    expect(job).toEqual(before);
  });

  test("the table that the documents draw allows the same cells, and names what each leads to", () => {
    for (const { state, event, to } of cells) {
      const written = TRANSITIONS[state][event];
      if (to === null) expect(written, `${state} + ${event}`).toBeUndefined();
      else expect(written, `${state} + ${event}`).toContain(event === "claimed" ? "processing" : to);
    }
  });
});

describe("an attempt that threw", () => {
  const threw = (over: Parameters<typeof makeJob>[0], retryAfter?: number) =>
    transition(
      makeJob(over),
      makeEntry({ attempt: (over?.attempts ?? 0) + 1 }),
      { type: "threw", error: ERROR, ...(retryAfter === undefined ? {} : { retryAfter }) },
      NOW,
    );

  test("is scheduled for its retry, with the reason in words and the attempt and error as data", () => {
    const after = threw({ attempts: 2 }, 30 * SECOND);

    expect(after?.job).toMatchObject({ state: "scheduled", attempts: 3, scheduledFor: NOW + 30 * SECOND });
    expect(after?.job.history.at(-1)).toEqual({
      state: "scheduled",
      at: NOW,
      reason: "Retry 3 of 10: TypeError: no",
      data: { attempt: 3, error: ERROR, dueAt: NOW + 30 * SECOND },
    });
    expect(after?.settled).toBeUndefined();
  });

  test("goes to the end of its line when the wait is zero", () => {
    const after = threw({}, 0);

    expect(after).toMatchObject({ job: { state: "enqueued", attempts: 1 }, toEndOfLine: true });
  });

  test("fails when the error is not worth another attempt", () => {
    const after = threw({});

    expect(after).toMatchObject({
      settled: "failed",
      job: { state: "failed", error: ERROR, finishedAt: NOW },
    });
    expect(after?.job.history.at(-1)?.reason).toBe("This error is not retried.");
  });

  test("fails when its attempts are spent", () => {
    const after = threw({ attempts: 10 }, SECOND);

    expect(after).toMatchObject({ settled: "failed", job: { attempts: 11 } });
    expect(after?.job.history.at(-1)?.reason).toBe("All 11 attempts are spent.");
  });

  test("says of a job with one attempt that it is not retried, instead of counting that one", () => {
    const after = threw({ maxAttempts: 1 }, SECOND);

    expect(after?.job.history.at(-1)).toMatchObject({
      state: "failed",
      reason: "This error is not retried.",
    });
  });

  test("deletes the job instead, where its options say so", () => {
    const retry = { delay: "exponential", jitter: 0, exhausted: "delete" } as const;

    const after = threw({ attempts: 10, retry }, SECOND);

    expect(after).toMatchObject({ settled: "deleted", job: { state: "deleted", error: ERROR } });
  });
});

describe("an interruption", () => {
  test("spends no attempt and keeps the job's place in line", () => {
    const after = transition(makeJob({ attempts: 1 }), makeEntry({ attempt: 2 }), EVENTS.interrupted, NOW);

    expect(after).toMatchObject({
      toEndOfLine: false,
      job: { state: "enqueued", attempts: 1, interruptions: 1 },
    });
    expect(after?.job.history.slice(-2).map((line) => line.state)).toEqual(["processing", "enqueued"]);
  });

  test("fails the job at the last one it is allowed", () => {
    const job = makeJob({ interruptions: 6, stuck: 4 });

    const after = transition(job, makeEntry(), EVENTS.interrupted, NOW);

    expect(after).toMatchObject({ settled: "failed", job: { interruptions: 7, attempts: 0 } });
    expect(after?.job.error).toMatchObject({ name: "JobInterruptedError", code: "job-interrupted" });
    expect(after?.job.error?.message).toContain("5 times");
  });

  test("of an attempt that has got on does not count against the job", () => {
    const job = makeJob({ interruptions: 9, stuck: 4 });

    const after = transition(job, makeEntry({ advanced: true }), EVENTS.interrupted, NOW);

    expect(after).toMatchObject({ job: { state: "enqueued", interruptions: 10 } });
  });

  test("of a job that gets on step by step is counted, but never stops it", () => {
    const job = makeJob({ interruptions: 40, stuck: 4 });

    const after = transition(job, { ...makeEntry(), advanced: true }, EVENTS.interrupted, NOW);

    expect(after).toMatchObject({ job: { state: "enqueued", interruptions: 41, stuck: 0 } });
  });

  test("of a job that was given back on purpose counts nothing", () => {
    const after = transition(makeJob(), makeEntry(), EVENTS.released, NOW);

    expect(after).toMatchObject({ toEndOfLine: false, job: { attempts: 0, interruptions: 0 } });
  });
});

describe("success", () => {
  test("keeps the result, drops the error of the attempt before and says how long it took and waited", () => {
    const job = makeJob({ attempts: 1, error: ERROR });

    const after = transition(job, makeEntry({ attempt: 2, since: NOON + MINUTE }), EVENTS.succeeded, NOW);

    expect(after?.job).toMatchObject({ result: 42, attempts: 2, startedAt: NOON + MINUTE, finishedAt: NOW });
    expect(after?.job.error).toBeUndefined();
    expect(after?.job.history.at(-1)?.data).toEqual({ attempt: 2, duration: 9 * MINUTE, latency: MINUTE });
  });
});

describe("a person's requeue", () => {
  test("gives a full set of attempts and forgets how it ended", () => {
    const job = makeJob({
      state: "failed",
      attempts: 11,
      interruptions: 3,
      error: ERROR,
      scheduledFor: NOON,
    });

    const after = transition(job, undefined, EVENTS.requeued, NOW);

    expect(after).toMatchObject({
      toEndOfLine: true,
      job: { state: "enqueued", attempts: 0, interruptions: 0 },
    });
    for (const gone of ["error", "finishedAt", "scheduledFor", "result"])
      expect(after?.job).not.toHaveProperty(gone);
  });

  test("of a scheduled job keeps what it has already tried out of the count too", () => {
    const after = transition(makeJob({ state: "scheduled", attempts: 4 }), undefined, EVENTS.requeued, NOW);

    expect(after?.job.attempts).toBe(0);
  });
});

describe("a new time", () => {
  test("for a job that has not ended keeps the attempts it has had", () => {
    const after = transition(
      makeJob({ state: "scheduled", attempts: 4 }),
      undefined,
      EVENTS.rescheduled,
      NOW,
    );

    expect(after?.job).toMatchObject({ attempts: 4, scheduledFor: NOW + MINUTE });
  });

  test("for a job that has ended is a requeue at that time", () => {
    const after = transition(makeJob({ state: "failed", attempts: 4 }), undefined, EVENTS.rescheduled, NOW);

    expect(after?.job).toMatchObject({ state: "scheduled", attempts: 0, scheduledFor: NOW + MINUTE });
    expect(after?.job).not.toHaveProperty("finishedAt");
  });
});
