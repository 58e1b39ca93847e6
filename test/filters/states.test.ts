import { afterEach, describe, expect, test, vi } from "vitest";
import { Cron, defineJob, handle, type JobFilter, type StateElectionContext } from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "../support/audit.ts";
import { NOON } from "../support/make-job.ts";
import { jobOf, makeGate, makeRuntime, stateOf, statesOf } from "../support/runtime.ts";

const send = defineJob<{ to: string }, string>("send", { retry: { attempts: 1, delay: "1m" } });
const sendHandler = handle(send, ({ to }) => `sent to ${to}`);
const failing = handle(send, () => {
  throw new Error("offline");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const faultsOf = async (runtime: TestRuntime): Promise<string[]> =>
  faults(await storeOf(runtime.addServer().storage));

/** A filter of elections that acts on one candidate state. */
const on = (
  state: string,
  act: (context: StateElectionContext) => unknown,
  more: Partial<JobFilter> = {},
): JobFilter => ({
  ...more,
  onStateElection(context) {
    if (context.candidate.state === state) act(context);
  },
});

describe("onStateElection", () => {
  test("sends a failed job into deleted, and its history names the state it was spared", async () => {
    const filter = on("failed", ({ elect }) => elect({ state: "deleted", reason: "Not worth a look." }));
    const runtime = makeRuntime([failing], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" }, { retry: false });
    await runtime.settle();

    const job = await jobOf(runtime, id);
    expect(job).toMatchObject({ state: "deleted", attempt: 1, error: { message: "offline" } });
    expect(job.history.at(-1)).toMatchObject({
      state: "deleted",
      reason: "Not worth a look.",
      data: { instead: "failed", attempt: 1, error: { message: "offline" } },
    });
    expect(statesOf(job)).toEqual(["enqueued", "processing", "deleted"]);
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("sends a failed job to another time and another queue, with one more attempt", async () => {
    let failures = 0;
    const flaky = handle(send, ({ to }) => {
      if (failures++ === 0) throw new Error("busy");
      return to;
    });
    const filter = on("failed", ({ elect, now }) =>
      elect({ state: "scheduled", at: now + 3_600_000, queue: "night", reason: "Again at night." }),
    );
    const runtime = makeRuntime([flaky], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" }, { retry: false });
    await runtime.settle();
    expect(await jobOf(runtime, id)).toMatchObject({
      state: "scheduled",
      queue: "night",
      scheduledFor: NOON + 3_600_000,
      maxAttempts: 2,
    });
    expect(await faultsOf(runtime)).toEqual([]);
    await runtime.advance("1h");

    expect(await stateOf(runtime, id)).toBe("succeeded");
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("grants no attempt that is part of the full set a requeue gives", async () => {
    let elections = 0;
    const filter = on("failed", ({ elect, now }) => {
      if (elections++ < 3) elect({ state: "scheduled", at: now + 60_000 });
    });
    const runtime = makeRuntime([failing], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" }, { retry: false });
    await runtime.advance("5m");
    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", attempt: 4, maxAttempts: 4 });
    await runtime.jobs.requeue(id);
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", attempt: 1, maxAttempts: 1 });
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("declares a success a failure, and the large result isn't left behind", async () => {
    const large = handle(send, () => "x".repeat(20_000));
    const filter = on("succeeded", ({ elect }) => elect({ state: "failed", reason: "Too long." }));
    const runtime = makeRuntime([large], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    const job = await jobOf(runtime, id);
    expect(job).toMatchObject({ state: "failed", error: { message: "Too long." } });
    expect(job.result).toBeUndefined();
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("declares a failure a success with a result, and its continuations run", async () => {
    const filter = on("failed", ({ elect }) => elect({ state: "succeeded", result: "good enough" }));
    const runtime = makeRuntime([failing, handle(defineJob("next"), () => {})], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" }, { retry: false });
    const next = await runtime.jobs.continueWith(id, defineJob("next"));
    await runtime.settle();

    expect(await runtime.jobs.result(id)).toBe("good enough");
    expect((await jobOf(runtime, id)).error).toBeUndefined();
    expect(await stateOf(runtime, next)).toBe("succeeded");
  });

  test("is asked about new jobs: one that it deletes is never run, and its unique key is free", async () => {
    const filter = on("enqueued", ({ elect, job }) => {
      if ((job.args as { to: string }).to === "eve") elect({ state: "deleted", reason: "Not for Eve." });
    });
    const runtime = makeRuntime([sendHandler], { filters: [filter] });
    const unique = { key: "one" };

    const [eve = "", ada = ""] = await runtime.jobs.enqueueMany([
      { job: send, args: { to: "eve" }, options: { unique } },
      { job: send, args: { to: "ada" }, options: { unique } },
    ]);
    await runtime.settle();

    expect(await stateOf(runtime, eve)).toBe("deleted");
    expect(await stateOf(runtime, ada)).toBe("succeeded");
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("is asked about the jobs of recurring definitions: a deleted one is the run's outcome", async () => {
    const filter = on("enqueued", ({ elect, job }) => {
      if (job.recurringId) elect({ state: "deleted", reason: "A holiday." });
    });
    const runtime = makeRuntime([sendHandler], { filters: [filter] });

    await runtime.jobs.recurring.addOrUpdate("hourly", send, { to: "ada" }, Cron.hourly());
    await runtime.advance("61m");
    await runtime.jobs.recurring.trigger("hourly");

    const definition = await runtime.jobs.recurring.get("hourly");
    expect(definition?.runs.map(({ outcome }) => outcome)).toEqual(["deleted", "deleted"]);
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("puts off what becomes due", async () => {
    const filter = on("enqueued", ({ elect, cause, now }) => {
      if (cause === "due" && now < NOON + 7_200_000) elect({ state: "scheduled", at: NOON + 7_200_000 });
    });
    const runtime = makeRuntime([sendHandler], { filters: [filter] });

    const id = await runtime.jobs.schedule(send, { to: "ada" }, { delay: "1h" });
    await runtime.advance("90m");
    expect(await stateOf(runtime, id)).toBe("scheduled");
    await runtime.advance("31m");

    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("may end what becomes due, and its continuations are told", async () => {
    const filter = on("enqueued", ({ elect, cause }) => cause === "due" && elect({ state: "deleted" }));
    const runtime = makeRuntime([sendHandler], { filters: [filter] });

    const parent = await runtime.jobs.schedule(send, { to: "ada" }, { delay: "1h" });
    const child = await runtime.jobs.continueWith(parent, send, { to: "bob" });
    await runtime.advance("2h");

    expect([await stateOf(runtime, parent), await stateOf(runtime, child)]).toEqual(["deleted", "deleted"]);
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("is asked one after another, outermost first: the next sees what the one before has elected", async () => {
    const seen: string[] = [];
    const step = (name: string, elect: (context: StateElectionContext) => void): JobFilter => ({
      name,
      onStateElection(context) {
        seen.push(`${name} sees ${context.candidate.state}`);
        if (context.cause === "threw") elect(context);
      },
    });
    const runtime = makeRuntime([failing], {
      filters: [
        step("a", ({ elect }) => elect({ state: "deleted" })),
        step("b", ({ elect, now }) => elect({ state: "scheduled", at: now + 1_000 })),
        step("c", () => {}),
      ],
    });

    await runtime.jobs.enqueue(send, { to: "ada" }, { retry: false });
    seen.length = 0;
    await runtime.settle();

    expect(seen).toEqual(["a sees failed", "b sees deleted", "c sees scheduled"]);
  });

  test("stores metadata with the change, and removes it", async () => {
    const filter: JobFilter = {
      onStateElection({ candidate, job, setMeta }) {
        if (candidate.state === "scheduled") setMeta("failures", Number(job.meta["failures"] ?? 0) + 1);
        if (candidate.state === "failed") setMeta("failures", undefined);
      },
    };
    const runtime = makeRuntime([failing], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" }, { meta: { from: "here" } });
    await runtime.settle();
    expect((await jobOf(runtime, id)).meta).toEqual({ from: "here", failures: 1 });
    await runtime.advance("2m");

    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", meta: { from: "here" } });
    expect((await jobOf(runtime, id)).meta).toEqual({ from: "here" });
  });

  test("is not asked whether a job may be deleted: the app's word stands", async () => {
    const filter = on("deleted", ({ elect }) => elect({ state: "enqueued" }));
    const runtime = makeRuntime([], { filters: [filter] });

    const id = await runtime.jobs.schedule(send, { to: "ada" }, { delay: "1h" });

    expect(await runtime.jobs.delete(id)).toBe(true);
    expect(await stateOf(runtime, id)).toBe("deleted");
    expect(await runtime.jobs.clear()).toBe(1);
  });

  test("is not asked about a job that keeps killing its context", async () => {
    const filter = on("failed", ({ elect }) => elect({ state: "enqueued" }));
    const gate = makeGate<string>();
    const poison = defineJob<void, string>("poison", { maxInterruptions: 1 });
    const runtime = makeRuntime([handle(poison, (_, { signal }) => gate.pass(signal))], {
      filters: [filter],
    });

    const id = await runtime.jobs.enqueue(poison);
    await runtime.settle();
    await runtime.interrupt();

    expect(await jobOf(runtime, id)).toMatchObject({
      state: "failed",
      error: { name: "JobInterruptedError" },
    });
  });

  test("can't change what it looks at", async () => {
    const filter: JobFilter = {
      onStateElection: ({ job }) => {
        (job.args as { to: string }).to = "eve";
        (job.tags as string[]).push("sneaked in");
      },
    };
    const runtime = makeRuntime([sendHandler], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ args: { to: "ada" }, tags: [], result: "sent to ada" });
  });
});

describe("onStateApplied", () => {
  const audit: JobFilter = {
    name: "audit",
    stores: ["audit"],
    onStateApplied({ job, from, state, cause, entry, now, write }) {
      write("audit", { id: job.id, at: now, from, to: state, cause, reason: entry.reason });
    },
  };
  const lines = (runtime: TestRuntime): string[] =>
    (runtime.written("audit") as { from?: string; to: string; cause: string }[]).map(
      ({ from = "nothing", to, cause }) => `${cause}: ${from} to ${to}`,
    );

  test("sees every change of every state, in order, whoever makes it", async () => {
    const runtime = makeRuntime([failing], { filters: [audit] });

    const id = await runtime.jobs.schedule(send, { to: "ada" }, { delay: "1m" });
    const child = await runtime.jobs.continueWith(id, send, { to: "bob" }, { on: "deleted" });
    await runtime.advance("5m");
    await runtime.jobs.pauseQueue("default");
    await runtime.jobs.requeue(id);
    await runtime.jobs.delete(id);
    await runtime.jobs.delete(child);

    expect(lines(runtime)).toEqual([
      "created: nothing to scheduled",
      "created: nothing to awaiting",
      "due: scheduled to enqueued",
      "claimed: enqueued to processing",
      "threw: processing to scheduled",
      "due: scheduled to enqueued",
      "claimed: enqueued to processing",
      "threw: processing to failed",
      "requeued: failed to enqueued",
      "deleted: enqueued to deleted",
      "parent-settled: awaiting to enqueued",
      "deleted: enqueued to deleted",
    ]);
  });

  test("sees the elected state, and not the one it was elected instead of", async () => {
    const runtime = makeRuntime([failing], {
      filters: [on("failed", ({ elect }) => elect({ state: "deleted" })), audit],
    });

    await runtime.jobs.enqueue(send, { to: "ada" }, { retry: false });
    await runtime.settle();

    expect(lines(runtime).at(-1)).toBe("threw: processing to deleted");
  });

  test("writes only into stores that its filter names", async () => {
    const runtime = makeRuntime([], {
      filters: [{ name: "sly", stores: ["audit"], onStateApplied: ({ write }) => write("notes", 1) }],
    });

    await expect(runtime.jobs.enqueue(send, { to: "ada" })).rejects.toMatchObject({
      code: "filter",
      details: { filter: "sly", hook: "onStateApplied" },
    });
    expect(runtime.written("notes")).toEqual([]);
  });
});

describe("a filter of states that throws", () => {
  const broken: JobFilter = {
    name: "broken",
    stores: ["audit"],
    onStateApplied({ write, cause }) {
      if (cause === "created") return;
      write("audit", "half");
      throw new Error("no good");
    },
  };

  test("refuses the app's call, which has changed nothing", async () => {
    const runtime = makeRuntime([], { filters: [broken] });
    const id = await runtime.jobs.schedule(send, { to: "ada" }, { delay: "1h" });

    await expect(runtime.jobs.reschedule(id, { delay: "2h" })).rejects.toMatchObject({
      name: "FilterError",
      message: `onStateApplied of the filter 'broken' failed for 'send' ${id}: no good. Nothing was changed.`,
      cause: new Error("no good"),
    });
    expect(await jobOf(runtime, id)).toMatchObject({ state: "scheduled", scheduledFor: NOON + 3_600_000 });
    expect(runtime.written("audit")).toEqual([]);
  });

  test("refuses the creation that it was asked about, and not those that shared its transaction", async () => {
    const filter: JobFilter = {
      onStateElection({ job }) {
        if ((job.args as { to: string }).to === "eve") throw new Error("not Eve");
      },
    };
    const runtime = makeRuntime([], { filters: [filter] });

    const [ada, eve] = await Promise.allSettled([
      runtime.jobs.enqueue(send, { to: "ada" }),
      runtime.jobs.enqueue(send, { to: "eve" }),
    ]);

    expect([ada.status, eve.status]).toEqual(["fulfilled", "rejected"]);
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 1 });
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("refuses the change that it was asked about, and not those that shared its transaction", async () => {
    const filter: JobFilter = {
      onStateElection({ job, cause }) {
        if (cause === "requeued" && (job.args as { to: string }).to === "eve") throw new Error("not Eve");
      },
    };
    const runtime = makeRuntime([], { filters: [filter] });
    const later = { delay: "1h" } as const;
    const ada = await runtime.jobs.schedule(send, { to: "ada" }, later);
    const eve = await runtime.jobs.schedule(send, { to: "eve" }, later);

    const [first, second] = await Promise.allSettled([runtime.jobs.requeue(ada), runtime.jobs.requeue(eve)]);

    expect(first).toEqual({ status: "fulfilled", value: true });
    expect(second).toMatchObject({ status: "rejected", reason: { code: "filter" } });
    expect([await stateOf(runtime, ada), await stateOf(runtime, eve)]).toEqual(["enqueued", "scheduled"]);
  });

  test("can't hold up a job in the server: the change takes place without it, and onError is told", async () => {
    const runtime = makeRuntime([sendHandler], { filters: [broken] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("succeeded");
    expect(runtime.written("audit")).toEqual([]);
    expect(runtime.errors.map((error) => (error as Error).message)).toEqual([
      expect.stringContaining("onStateApplied of the filter 'broken' failed for 'send'"),
      expect.stringContaining("no good. The change took place without it."),
    ]);
    expect(await faultsOf(runtime)).toEqual([]);
  });

  test("has not voted: what it elected before it threw counts for nothing", async () => {
    const filter = on("failed", ({ elect, setMeta }) => {
      setMeta("half", true);
      elect({ state: "deleted" });
      throw new Error("changed my mind");
    });
    const runtime = makeRuntime([failing], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" }, { retry: false });
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", meta: {} });
    expect(runtime.errors).toHaveLength(1);
  });

  test("can't keep a job from being deleted", async () => {
    vi.stubGlobal("reportError", () => {});
    const runtime = makeRuntime([], { filters: [broken] });
    const id = await runtime.jobs.schedule(send, { to: "ada" }, { delay: "1h" });

    expect(await runtime.jobs.delete(id)).toBe(true);
    expect(await runtime.jobs.clear()).toBe(1);
  });

  test("is one that answers a promise, too", async () => {
    const filter = { onStateElection: async () => {} } as unknown as JobFilter;
    const runtime = makeRuntime([], { filters: [filter] });

    const call = runtime.jobs.enqueue(send, { to: "ada" });

    await expect(call).rejects.toThrow("inside a transaction nothing can be waited for");
  });

  test.each([
    [{ state: "processing" }, "state is 'processing'; expected 'enqueued', 'scheduled'"],
    [{ state: "scheduled" }, "at is undefined; expected epoch milliseconds"],
    [{ state: "enqueued", queue: "No!" }, "queue is 'No!'"],
  ])("is one that elects what there isn't: %j", async (election, message) => {
    const filter: JobFilter = { onStateElection: ({ elect }) => elect(election as never) };
    const runtime = makeRuntime([], { filters: [filter] });

    await expect(runtime.jobs.enqueue(send, { to: "ada" })).rejects.toThrow(message);
  });
});

describe("a definition's own filters of states", () => {
  test("are asked in every context that knows the definition", async () => {
    const seen: string[] = [];
    const watched = defineJob("watched", {
      filters: [{ onStateApplied: ({ state, cause }) => void seen.push(`${cause}: ${state}`) }],
    });
    const runtime = makeRuntime([handle(watched, () => {}), sendHandler]);

    await runtime.jobs.enqueue(watched);
    await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect(seen).toEqual(["created: enqueued", "claimed: processing", "succeeded: succeeded"]);
  });
});
