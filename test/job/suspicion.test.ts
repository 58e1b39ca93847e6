import { describe, expect, test } from "vitest";
import type { JobEvent } from "../../src/job/event.ts";
import { mayBeTried, patienceWith, suspicionAfter, TRIAL, triedUntil } from "../../src/job/suspicion.ts";
import { transition } from "../../src/job/transition.ts";
import { makeJob } from "../support/make-job.ts";

const NOW = 1_000_000;
const running = { id: "a", token: 1, since: NOW - 50, attempt: 1, lane: "default|send|" };
const interrupted = (by: "death" | "death-before" | "time"): JobEvent => ({
  type: "interrupted",
  reason: "gone",
  by,
});

describe("a suspicion", () => {
  test("is one where it is not known that the job had begun, and grows with each death that it had", () => {
    expect(suspicionAfter(undefined, false)).toBe(1);
    expect(suspicionAfter(undefined, true)).toBe(2);
    expect(suspicionAfter(1, true)).toBe(2);
    expect(suspicionAfter(3, true)).toBe(4);
    expect(suspicionAfter(3, false)).toBe(3);
    expect(suspicionAfter(9, true)).toBe(9);
  });

  test("is written into a job whose context died, and into none that said itself that its time was over", () => {
    const job = makeJob({ interruptions: 0 });
    expect(transition(job, running, interrupted("death"), NOW)?.job).toMatchObject({
      suspicion: 2,
      interruptions: 1,
      stuck: 1,
    });
    expect(transition(job, running, interrupted("time"), NOW)?.job).not.toHaveProperty("suspicion");
  });

  test("counts no interruption of what may not have begun, and tells of it all the same", () => {
    const after = transition(makeJob({ interruptions: 0 }), running, interrupted("death-before"), NOW)!;
    expect(after.job).toMatchObject({ suspicion: 1, interruptions: 0 });
    expect(after.job).not.toHaveProperty("stuck");
    expect(after.job.history.map(({ state }) => state).slice(-2)).toEqual(["processing", "enqueued"]);
  });

  test.each<JobEvent>([
    { type: "succeeded" },
    { type: "threw", error: { name: "Error", message: "no" }, retryAfter: 5 },
    { type: "released", reason: "Sleeping.", until: NOW + 5 },
  ])("is over with $type", (event) => {
    const job = makeJob({ suspicion: 4, stuck: 3, maxAttempts: 3 });
    expect(transition(job, running, event, NOW)?.job).not.toHaveProperty("suspicion");
  });
});

describe("a suspect", () => {
  test("has its context to itself for the time of a trial, whatever the clock is set to", () => {
    expect(triedUntil({ suspicion: 2, since: NOW }, NOW)).toBe(NOW + TRIAL);
    expect(triedUntil({ suspicion: 2, since: NOW - TRIAL }, NOW)).toBeUndefined();
    expect(triedUntil({ suspicion: 2, since: NOW + 60_000 }, NOW)).toBeUndefined();
  });

  test("never begins while another is on trial, nor a strong one beside another, however long that has run", () => {
    const young = { suspicion: 2, since: NOW - 1 };
    const old = { suspicion: 3, since: NOW - 3_600_000 };
    expect(mayBeTried(1, [], NOW)).toBe(true);
    expect(mayBeTried(1, [young], NOW)).toBe(false);
    expect(mayBeTried(2, [old], NOW)).toBe(true);
    expect(mayBeTried(3, [old], NOW)).toBe(false);
    expect(mayBeTried(3, [{ ...old, suspicion: 2 }], NOW)).toBe(true);
  });

  test("stands back for a trial the first time, and for a minute from the second death on", () => {
    expect([1, 2, 3, 9].map(patienceWith)).toEqual([TRIAL, TRIAL, 60_000, 60_000]);
  });
});
