import { describe, expect, test } from "vitest";
import type { ScheduleInput } from "../../src/index.ts";
import { Cron, defineJob, handle, type RecurringOptions, StorageLostError } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { storeOf } from "../support/audit.ts";
import { HOUR, MINUTE, NOON, SECOND } from "../support/make-job.ts";
import { type Gate, jobOf, makeGate, makeRuntime, stateOf } from "../support/runtime.ts";

const backup = defineJob<string>("backup", { retry: false });

interface Ran {
  runtime: TestRuntime;
  /** When each run began, milliseconds after noon. */
  runs: number[];
}

async function recurring(schedule: ScheduleInput, options: RecurringOptions = {}): Promise<Ran> {
  const runs: number[] = [];
  const runtime: TestRuntime = makeRuntime([
    handle(backup, (args, { recurringId }) => {
      if (args === "x" && recurringId === "nightly") runs.push(runtime.now() - NOON);
    }),
  ]);
  await runtime.client.recurring.addOrUpdate("nightly", backup, "x", schedule, options);
  await runtime.settle();
  return { runtime, runs };
}

const hours = (...numbers: number[]): number[] => numbers.map((n) => n * HOUR);

describe("a recurring job", () => {
  test("runs at each of its times", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());

    await runtime.advance("3h");

    expect(runs).toEqual(hours(1, 2, 3));
  });

  test("runs each interval, counted from its declaration", async () => {
    const { runtime, runs } = await recurring({ every: "90s" });

    await runtime.advance("5m");

    expect(runs).toEqual([90 * SECOND, 180 * SECOND, 270 * SECOND]);
  });

  test("runs once however many servers watch", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());
    for (let i = 0; i < 3; i++) runtime.addServer();

    await runtime.advance("2h");

    expect(runs).toEqual(hours(1, 2));
  });

  test("runs while another job keeps a worker busy", async () => {
    const gate = makeGate();
    const hold = defineJob("hold");
    const runs: number[] = [];
    const runtime: TestRuntime = makeRuntime([
      handle(hold, (_, { signal }) => gate.pass(signal)),
      handle(backup, () => void runs.push(runtime.now() - NOON)),
    ]);
    await runtime.client.enqueue(hold);
    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", Cron.hourly());

    await runtime.advance("2h");

    expect(runs).toEqual(hours(1, 2));
  });

  test("keeps its last runs with their outcome, planned time and how late they were", async () => {
    const { runtime } = await recurring(Cron.hourly());
    await runtime.advance("1h");

    const definition = await runtime.client.recurring.get("nightly");

    const [run] = definition?.runs ?? [];
    expect(definition?.runs).toHaveLength(1);
    expect(run).toMatchObject({ plannedAt: NOON + HOUR, outcome: "succeeded", lateness: 0 });
    expect(await jobOf(runtime, run?.jobId ?? "")).toMatchObject({
      recurringId: "nightly",
      state: "succeeded",
    });
    expect(definition).toMatchObject({
      nextRunAt: NOON + 2 * HOUR,
      lastRunAt: NOON + HOUR,
      lastJobId: run?.jobId,
    });
  });

  test("tells when a run's job was made while it still waits, and when it has ended after a wait", async () => {
    const runtime = makeRuntime([], {});
    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", Cron.hourly());
    await runtime.advance("1h");
    const runOf = async () => (await runtime.client.recurring.get("nightly"))!.runs[0];
    const waiting = await runOf();

    runtime.addServer({ handlers: [handle(backup, () => {})] });
    await runtime.advance("10s");

    const made = { plannedAt: NOON + HOUR, startedAt: NOON + HOUR, lateness: 0 };
    expect(waiting).toMatchObject(made);
    expect(waiting).not.toHaveProperty("outcome");
    expect(await runOf()).toMatchObject({ ...made, outcome: "succeeded" });
  });

  test("tells the outcome of a run that failed", async () => {
    const runtime = makeRuntime([
      handle(backup, () => {
        throw new Error("no");
      }),
    ]);
    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", Cron.hourly());

    await runtime.advance("1h");

    expect((await runtime.client.recurring.get("nightly"))?.runs).toMatchObject([{ outcome: "failed" }]);
  });

  test("is not run any more once it is removed, and its jobs stay", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());
    await runtime.advance("1h");

    expect(await runtime.client.recurring.removeIfExists("nightly")).toBe(true);
    await runtime.advance("2h");

    expect(runs).toHaveLength(1);
    expect(await runtime.client.recurring.removeIfExists("nightly")).toBe(false);
    expect(await runtime.client.monitor.statistics()).toMatchObject({ recurring: 0, succeeded: 1 });
  });

  test("declared again unchanged keeps its next run, and declared otherwise counts anew", async () => {
    const { runtime, runs } = await recurring({ every: "1h" });
    await runtime.advance("50m");

    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", { every: "1h" });
    await runtime.advance("10m");
    expect(runs).toEqual(hours(1));
    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", { every: "2h" });
    await runtime.advance("2h");

    expect(runs).toEqual(hours(1, 3));
  });

  test("declared again with nothing new writes nothing, and tells nobody", async () => {
    const database = new MemoryDatabase();
    const handlers = [handle(backup, () => {})];
    const runtime = makeRuntime(handlers, { openStorage: () => new MemoryStorage(database) });
    const { client } = runtime;
    const declare = (args: string, options: RecurringOptions = { overlap: "skip" }): Promise<void> =>
      client.recurring.addOrUpdate("nightly", backup, args, Cron.hourly(), options);
    await declare("x");
    await runtime.advance("90m");
    const before = (await storeOf(new MemoryStorage(database))).recurring;
    const heard: string[] = [];
    client.monitor.subscribe((notices) => heard.push(...notices.map(({ type }) => type)));

    await declare("x");

    expect((await storeOf(new MemoryStorage(database))).recurring).toEqual(before);
    expect(heard).toEqual([]);
    await declare("y");
    await declare("y", {});
    expect(heard).toEqual(["recurring", "recurring"]);
    expect(await client.recurring.get("nightly")).toMatchObject({ args: "y", overlap: "allow" });
  });

  test("ends after the runs it was given", async () => {
    const { runtime, runs } = await recurring(Cron.hourly(), { maxRuns: 2 });
    const { recurring: client } = runtime.client;
    expect(await client.upcoming("nightly")).toEqual([NOON + HOUR, NOON + 2 * HOUR]);
    await runtime.advance("1h");
    expect(await client.upcoming("nightly")).toEqual([NOON + 2 * HOUR]);

    await runtime.advance("4h");

    expect(runs).toEqual(hours(1, 2));
    expect((await runtime.client.recurring.get("nightly"))?.nextRunAt).toBeUndefined();
  });
});

describe("missed runs", () => {
  const asleep = async (options: RecurringOptions): Promise<Ran> => {
    const ran = await recurring(Cron.hourly(), options);
    ran.runtime.kill();
    await ran.runtime.advance(5 * HOUR + 10 * MINUTE);
    ran.runtime.restart();
    await ran.runtime.settle();
    return ran;
  };

  test.each([
    ["relaxed", 1],
    ["strict", 5],
    ["ignore", 0],
  ] as const)("under '%s' are made up for by %i", async (misfire, count) => {
    const { runs } = await asleep({ misfire });

    expect(runs).toHaveLength(count);
  });

  test("of a strict schedule are made up for in the order of their times, with how late each is", async () => {
    const { runtime } = await asleep({ misfire: "strict" });

    const runs = (await runtime.client.recurring.get("nightly"))?.runs ?? [];

    expect(runs.map(({ plannedAt }) => plannedAt - NOON)).toEqual(hours(1, 2, 3, 4, 5));
    expect(runs[0]?.lateness).toBe(4 * HOUR + 10 * MINUTE);
  });

  test("of a strict schedule are made up for within its bound, however large, and the server goes on", async () => {
    const { runtime, runs } = await recurring({ every: "1s" }, { misfire: "strict", maxCatchUp: 200 });
    runtime.kill();
    await runtime.advance("1h");

    runtime.restart();
    await runtime.settle();

    expect(runs).toHaveLength(200);
  });

  test("can't be bounded so loosely that one pass could not make up for them", async () => {
    const answer = recurring({ every: "1s" }, { misfire: "strict", maxCatchUp: 10_000 });

    await expect(answer).rejects.toMatchObject({ code: "invalid-job" });
  });
});

describe("a run that is due while the one before goes on", () => {
  const overlapping = async (
    overlap: RecurringOptions["overlap"],
    options: RecurringOptions = {},
  ): Promise<{ runtime: TestRuntime; gate: Gate }> => {
    const gate = makeGate();
    const runtime = makeRuntime([handle(backup, (_, { signal }) => gate.pass(signal))]);
    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", Cron.hourly(), {
      overlap,
      ...options,
    });
    await runtime.advance("2h");
    return { runtime, gate };
  };

  test("is begun beside it by default", async () => {
    expect((await overlapping("allow")).gate.waiting).toHaveLength(2);
  });

  test("is skipped, and says so, under 'skip'", async () => {
    const { runtime, gate } = await overlapping("skip");

    expect(gate.waiting).toHaveLength(1);
    expect((await runtime.client.recurring.get("nightly"))?.runs.map(({ outcome }) => outcome)).toEqual([
      undefined,
      "skipped",
    ]);
  });

  test.each(["relaxed", "strict"] as const)(
    "that is skipped is none of the runs it was given (%s)",
    async (misfire) => {
      const { runtime, gate } = await overlapping("skip", { maxRuns: 3, misfire });
      await runtime.advance("3h");
      gate.waiting[0]?.resolve();
      await runtime.settle();
      runtime.kill();
      await runtime.advance("3h");
      runtime.restart();
      await runtime.settle();
      expect(gate.waiting).toHaveLength(2);
      gate.waiting[1]?.resolve();
      await runtime.advance("2h");

      expect(gate.waiting).toHaveLength(3);
      expect((await runtime.client.recurring.get("nightly"))?.nextRunAt).toBeUndefined();
    },
  );

  test("replaces it, whose handler is aborted, under 'replace'", async () => {
    const { runtime, gate } = await overlapping("replace");

    expect(gate.signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect((await runtime.client.recurring.get("nightly"))?.runs.map(({ outcome }) => outcome)).toEqual([
      "deleted",
      undefined,
    ]);
  });
});

describe("a run that is due behind one by hand", () => {
  const triggered = async (overlap: RecurringOptions["overlap"]) => {
    const gate = makeGate();
    const runtime = makeRuntime([handle(backup, (_, { signal }) => gate.pass(signal))]);
    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", Cron.hourly(), { overlap });
    await runtime.advance("1h");
    await runtime.client.recurring.trigger("nightly");
    await runtime.settle();
    gate.waiting[1]?.resolve();
    await runtime.advance("1h");
    return gate;
  };

  test("is skipped as long as the one before that goes on", async () => {
    expect((await triggered("skip")).waiting).toHaveLength(2);
  });

  test("replaces the one before that", async () => {
    expect((await triggered("replace")).signals.map(({ aborted }) => aborted)).toEqual([true, false, false]);
  });
});

describe("a preview", () => {
  test("shows the times that the definition will have, also where they are its own alone", async () => {
    const { client } = makeRuntime();
    const plans = [
      ["H H * * *", {}],
      [{ every: "1h" }, { startAt: NOON + 90 * MINUTE }],
      ["0 9 * * *", { timeZone: "Asia/Tehran", endAt: NOON + 50 * HOUR }],
    ] as const;
    for (const [schedule, options] of plans) {
      const before = await client.recurring.preview(schedule, { id: "nightly", ...options });
      await client.recurring.addOrUpdate("nightly", backup, "x", schedule, options);
      expect(before).toEqual(await client.recurring.upcoming("nightly"));
    }
  });

  test.each(["@hourly", "0 9 * * THU", Cron.hourly()])(
    "of %s asks nothing of the storage",
    async (schedule) => {
      const refused = new MemoryStorage();
      refused.run = () => Promise.reject(new StorageLostError("The browser denies it."));
      const { client } = makeRuntime([], { openStorage: () => refused });
      expect(await client.recurring.preview(schedule)).toHaveLength(5);
    },
  );

  test("refuses an option that it has not", async () => {
    const misspelt = makeRuntime().client.recurring.preview("0 9 * * *", {
      timezone: "Asia/Tehran",
    } as object);
    await expect(misspelt).rejects.toThrow("timezone");
  });
});

describe("a trigger", () => {
  test("runs the job now and leaves the schedule as it is", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());
    await runtime.advance("10m");

    const id = await runtime.client.recurring.trigger("nightly");
    await runtime.settle();

    expect(runs).toEqual([10 * MINUTE]);
    expect(await stateOf(runtime, id ?? "")).toBe("succeeded");
    expect(await runtime.client.recurring.get("nightly")).toMatchObject({
      nextRunAt: NOON + HOUR,
      runs: [{ manual: true, outcome: "succeeded", jobId: id }],
    });
  });

  test("that counts as the next occurrence is run in its place, also where the page declares it again", async () => {
    const { runtime, runs } = await recurring(Cron.hourly(), { maxRuns: 3 });
    await runtime.advance("10m");

    const id = await runtime.client.recurring.trigger("nightly", { asDue: true });
    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", Cron.hourly(), { maxRuns: 3 });

    expect(await runtime.client.recurring.get("nightly")).toMatchObject({
      nextRunAt: NOON + 2 * HOUR,
      runs: [{ manual: true, jobId: id, plannedAt: NOON + HOUR, startedAt: NOON + 10 * MINUTE }],
    });
    await runtime.advance("6h");
    expect(runs).toEqual([10 * MINUTE, 2 * HOUR, 3 * HOUR]);
  });

  test("that counts as the next occurrence counts for the old schedule alone", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());
    await runtime.client.recurring.trigger("nightly", { asDue: true });

    await runtime.client.recurring.change("nightly", { schedule: { every: "30m" } });
    await runtime.advance("1h");

    expect(runs).toEqual([0, 30 * MINUTE, HOUR]);
  });

  test("that counts as the next occurrence counts twice where it is asked for twice", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());
    await runtime.client.recurring.trigger("nightly", { asDue: true });
    await runtime.client.recurring.trigger("nightly", { asDue: true });

    await runtime.advance("4h");

    expect(runs).toEqual([0, 0, 3 * HOUR, 4 * HOUR]);
  });

  test("that counts as the next occurrence still does when something else than the times is changed", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());
    await runtime.client.recurring.trigger("nightly", { asDue: true });

    await runtime.client.recurring.change("nightly", { schedule: Cron.hourly(), overlap: "skip" });
    await runtime.advance("2h");

    expect(runs).toEqual([0, 2 * HOUR]);
  });

  test("of something that is not declared answers nothing", async () => {
    const { runtime } = await recurring(Cron.hourly());

    expect(await runtime.client.recurring.trigger("other")).toBeUndefined();
  });
});

describe("a pause", () => {
  test("keeps it from running until it is resumed; what it missed is not made up for", async () => {
    const { runtime, runs } = await recurring(Cron.hourly(), { misfire: "strict" });

    expect(await runtime.client.recurring.pause("nightly")).toBe(true);
    await runtime.advance("3h");
    expect(runs).toEqual([]);
    expect(await runtime.client.recurring.get("nightly")).toMatchObject({ paused: true });
    expect(await runtime.client.recurring.resume("nightly")).toBe(true);
    await runtime.advance("1h");

    expect(runs).toEqual(hours(4));
  });

  test("with an end is over by itself, and is then shown as over", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());

    await runtime.client.recurring.pause("nightly", { until: NOON + 2 * HOUR + 30 * MINUTE });
    await runtime.advance("2h");
    expect(runs).toEqual([]);
    await runtime.advance("1h");

    expect(runs).toEqual(hours(3));
    expect(await runtime.client.recurring.get("nightly")).toMatchObject({
      paused: false,
      nextRunAt: NOON + 4 * HOUR,
    });
  });

  test("with an end survives that the app declares the job again at its next start", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());
    await runtime.client.recurring.pause("nightly", { until: NOON + 2 * HOUR + 30 * MINUTE });
    await runtime.advance("1h");

    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", Cron.hourly());
    await runtime.advance("2h");

    expect(runs).toEqual(hours(3));
  });

  test("of something that is not declared answers false", async () => {
    const { runtime } = await recurring(Cron.hourly());

    expect(await runtime.client.recurring.pause("other")).toBe(false);
    expect(await runtime.client.recurring.resume("other")).toBe(false);
  });

  test("whose end a page declares at each start is over once that has come: what was due meanwhile is made up for", async () => {
    const until = { pausedUntil: NOON + 90 * MINUTE };
    const { runtime, runs } = await recurring(Cron.hourly(), until);
    await runtime.advance("150m");
    expect(runs).toEqual(hours(2));

    runtime.kill();
    await runtime.advance("45m");
    await runtime.client.recurring.addOrUpdate("nightly", backup, "x", Cron.hourly(), until);
    expect(await runtime.client.recurring.get("nightly")).toMatchObject({
      paused: false,
      nextRunAt: NOON + 3 * HOUR,
    });
    runtime.restart();
    await runtime.settle();

    expect(runs).toEqual([2 * HOUR, 195 * MINUTE]);
  });

  test("until a moment that has passed is none", async () => {
    const { runtime, runs } = await recurring(Cron.hourly());

    await runtime.client.recurring.pause("nightly", { until: NOON - MINUTE });

    expect(await runtime.client.recurring.get("nightly")).toMatchObject({
      paused: false,
      nextRunAt: NOON + HOUR,
    });
    await runtime.advance("1h");
    expect(runs).toEqual(hours(1));
  });

  test.each([NOON - MINUTE, 1, 0, -1])(
    "that is declared until %s, which has passed, is none",
    async (pausedUntil) => {
      const { runtime, runs } = await recurring(Cron.hourly(), { paused: true, pausedUntil });
      expect(await runtime.client.recurring.get("nightly")).toMatchObject({ paused: false });
      await runtime.advance("1h");
      expect(runs).toEqual(hours(1));
    },
  );
});
