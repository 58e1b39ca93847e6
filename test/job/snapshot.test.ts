import { describe, expect, test } from "vitest";
import type { JobRecord } from "../../src/job/record.ts";
import { type Surroundings, snapshot, waitingFor } from "../../src/job/snapshot.ts";
import { JOB_STATES } from "../../src/job/state.ts";
import { DAY, MINUTE, makeEntry, makeJob, makeLease, NOON } from "../support/make-job.ts";

const serving = (name: string, ...queues: string[]): Surroundings["servers"][number] => ({
  queues,
  handles: new Set([name]),
});

const world = (over: Partial<Surroundings> = {}): Surroundings => ({
  servers: [serving("send")],
  paused: [],
  online: true,
  unmetered: true,
  ...over,
});

const kinds = (job: JobRecord, over?: Partial<Surroundings>): string[] =>
  waitingFor(job, world(over)).map(({ kind }) => kind);

describe("why a job waits", () => {
  test("an enqueued one that nothing holds back waits for a free worker", () => {
    expect(kinds(makeJob())).toEqual(["workers-busy"]);
  });

  test.each([
    [{}, { paused: ["default"] }, "paused"],
    [{}, { paused: ["*"] }, "paused"],
    [{ name: "archive" }, {}, "no-handler"],
    [{}, { servers: [serving("send", "mail")] }, "not-here"],
    [{ requires: { network: "online" as const } }, { online: false }, "constraint"],
    [{ requires: { network: "unmetered" as const } }, { unmetered: false }, "constraint"],
  ])("an enqueued one %o in a world of %o: %s", (over, surroundings, kind) => {
    expect(kinds(makeJob(over), surroundings)).toEqual([kind]);
  });

  test("an enqueued one with no server awake waits for a wake-up, and for what else holds it", () => {
    expect(kinds(makeJob(), { servers: [] })).toEqual(["no-wakeup"]);
    expect(kinds(makeJob(), { servers: [], paused: ["default"] })).toEqual(["paused", "no-wakeup"]);
  });

  test("an enqueued one waits for a busy worker only if one server has its handler and serves its queue", () => {
    const elsewhere = [serving("send", "mail"), serving("archive", "default")];

    expect(kinds(makeJob(), { servers: elsewhere })).not.toContain("workers-busy");
    expect(kinds(makeJob(), { servers: [...elsewhere, serving("send", "default")] })).toEqual([
      "workers-busy",
    ]);
  });

  test("a scheduled one waits for its time, or for its next attempt", () => {
    const first = waitingFor(makeJob({ state: "scheduled" }), world());
    const retry = waitingFor(makeJob({ state: "scheduled", attempts: 2 }), world());

    expect(first).toEqual([{ kind: "time", detail: "Waiting for its time.", until: NOON + MINUTE }]);
    expect(retry[0]?.detail).toBe("Waiting for its next attempt.");
  });

  test("an awaiting one waits for each parent that has not ended as it wants", () => {
    const parents = [
      { id: "a", met: true },
      { id: "b", met: false },
    ];

    const reasons = waitingFor(makeJob({ state: "awaiting", parents, on: "failed" }), world());

    expect(reasons).toEqual([{ kind: "parent", detail: "Waiting for b (on 'failed')." }]);
  });

  test("every state but the final ones has a reason", () => {
    for (const state of JOB_STATES) {
      if (state === "processing") continue;
      const final = state === "succeeded" || state === "failed" || state === "deleted";
      expect(kinds(makeJob({ state })).length > 0, state).toBe(!final);
    }
  });
});

describe("a snapshot", () => {
  const running = {
    row: makeLease(),
    entry: makeEntry({ since: NOON + MINUTE, progress: { fraction: 0.5 } }),
  };

  test("of an enqueued job has its public fields, and none that are the store's own", () => {
    const job = snapshot(makeJob({ args: 5, tags: ["a"] }), undefined, world());

    expect(job).toEqual({
      id: "job",
      name: "send",
      queue: "default",
      priority: 0,
      state: "enqueued",
      args: 5,
      attempt: 0,
      maxAttempts: 11,
      meta: {},
      interruptions: 0,
      createdAt: NOON,
      parents: [],
      continuations: [],
      tags: ["a"],
      displayName: "send",
      waitingFor: [{ kind: "workers-busy", detail: "Waiting for a free worker." }],
      history: [{ state: "enqueued", at: NOON }],
    });
  });

  test("of a running job takes from the lease what the record does not know yet", () => {
    const job = snapshot(
      makeJob({ attempts: 2 }),
      { ...running, entry: { ...running.entry, attempt: 3 } },
      world(),
    );

    expect(job).toMatchObject({
      state: "processing",
      attempt: 3,
      startedAt: NOON + MINUTE,
      serverId: "server",
      progress: { fraction: 0.5 },
      waitingFor: [],
    });
    expect(job.history.at(-1)).toMatchObject({
      state: "processing",
      at: NOON + MINUTE,
      data: { attempt: 3 },
    });
  });

  test("of a job that has ended tells its end, its result and when it is removed", () => {
    const record = makeJob({ state: "succeeded", result: 42, startedAt: NOON, attempts: 1 });

    const job = snapshot(record, undefined, world());

    expect(job).toMatchObject({
      result: 42,
      attempt: 1,
      finishedAt: NOON,
      expiresAt: NOON + DAY,
      waitingFor: [],
    });
  });

  test("holds large arguments and results when they were read beside it", () => {
    const record = makeJob({ state: "succeeded", payload: true, resultPayload: true });

    expect(snapshot(record, undefined, world(), { args: "long", result: "longer" })).toMatchObject({
      args: "long",
      result: "longer",
    });
    expect(snapshot(record, undefined, world()).args).toBeUndefined();
  });
});
