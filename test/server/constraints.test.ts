import { describe, expect, test } from "vitest";
import { defineJob, handle, type Requirements } from "../../src/index.ts";
import { advance } from "../../src/operations/claim/advance.ts";
import type { DeviceState } from "../../src/testing.ts";
import { jobOf, makeGate, makeRuntime, stateOf } from "../support/runtime.ts";

const backup = defineJob("backup");
const handlers = [handle(backup, () => {})];

const cases: [keyof Requirements, Requirements, DeviceState, DeviceState, string][] = [
  ["network", { network: "online" }, { network: "offline" }, { network: "metered" }, "the network"],
  [
    "network",
    { network: "unmetered" },
    { network: "metered" },
    { network: "unmetered" },
    "a network that is not metered",
  ],
  ["charging", { charging: true }, { charging: false }, { charging: true }, "the device to be charging"],
  ["visible", { visible: true }, { visible: false }, { visible: true }, "the app to be visible"],
  ["idle", { idle: true }, { idle: false }, { idle: true }, "nobody to be using the device"],
];

describe("what a job requires", () => {
  test.each(cases)(
    "of %s (%j) keeps it waiting, says so, and lets it go at the platform's event",
    async (_, requires, lacking, met, what) => {
      const runtime = makeRuntime(handlers);
      runtime.device(lacking);
      const id = await runtime.jobs.enqueue(backup, undefined, { requires });
      const free = await runtime.jobs.enqueue(backup);
      await runtime.advance("3h");

      expect(await stateOf(runtime, free)).toBe("succeeded");
      expect(await jobOf(runtime, id)).toMatchObject({
        state: "enqueued",
        attempt: 0,
        waitingFor: [{ kind: "constraint", detail: `Waiting for ${what}.` }],
      });

      runtime.device(met);
      await runtime.settle();
      expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", attempt: 1, waitingFor: [] });
    },
  );

  test("of free storage is looked at once a minute while a job waits for it, since no event tells of it", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ storage: "low" });
    const id = await runtime.jobs.enqueue(backup, undefined, { requires: { storage: "not-low" } });
    await runtime.settle();
    expect((await jobOf(runtime, id)).waitingFor).toEqual([
      { kind: "constraint", detail: "Waiting for more free storage." },
    ]);

    runtime.device({ storage: "not-low" });
    await runtime.settle();
    expect(await stateOf(runtime, id)).toBe("enqueued");
    await runtime.advance("1m");
    expect(await stateOf(runtime, id)).toBe("succeeded");
    expect(runtime.server.nextDue).toBe(Number.POSITIVE_INFINITY);
  });

  test("of free storage is looked at whenever something else wakes the server, too", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ storage: "low" });
    const id = await runtime.jobs.enqueue(backup, undefined, { requires: { storage: "not-low" } });
    await runtime.settle();

    runtime.device({ storage: "not-low" });
    await runtime.jobs.enqueue(backup);
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("of several things is told whole, and is met when all are", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ charging: false, network: "metered", idle: false });
    const requires = { charging: true, network: "unmetered", visible: true, idle: true } as const;
    const id = await runtime.jobs.enqueue(backup, undefined, { requires });
    await runtime.settle();
    expect((await jobOf(runtime, id)).waitingFor.map(({ detail }) => detail)).toEqual([
      "Waiting for a network that is not metered.",
      "Waiting for the device to be charging.",
      "Waiting for nobody to be using the device.",
    ]);

    runtime.device({ charging: true });
    runtime.device({ network: "unmetered" });
    await runtime.settle();
    expect(await stateOf(runtime, id)).toBe("enqueued");
    runtime.device({ idle: true });
    await runtime.settle();
    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("is not asked of the platform for jobs without it, and `false` requires nothing", async () => {
    const runtime = makeRuntime(handlers);
    const { context } = runtime.addServer({ kind: "window" });
    const looked: string[] = [];
    const { look } = context.platform.device;
    Object.assign(context.platform.device, {
      look: (wanted: readonly ("charging" | "visible")[]) => {
        looked.push(...wanted);
        return look(wanted);
      },
    });
    runtime.kill();

    await runtime.jobs.enqueue(backup, undefined, { requires: { charging: false, network: "online" } });
    await runtime.settle();
    expect(looked).toEqual([]);
    await runtime.jobs.enqueue(backup, undefined, { requires: { charging: true } });
    await runtime.settle();
    expect(new Set(looked)).toEqual(new Set(["charging"]));
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ succeeded: 2 });
  });

  test("wakes the loop once for each event of the platform, and nothing looks in between", async () => {
    const runtime = makeRuntime(handlers);
    const { storage } = runtime.addServer();
    runtime.kill();
    runtime.device({ charging: false });
    await runtime.jobs.enqueue(backup, undefined, { requires: { charging: true } });
    await runtime.advance("1m");

    let claims = 0;
    const { run } = storage;
    const counted: typeof run = (operation, input, given) => {
      if (operation.name === advance.name) claims += 1;
      return run.call(storage, operation, input, given) as ReturnType<typeof run<typeof input, never>>;
    };
    storage.run = counted;
    await runtime.advance("12h");
    expect(claims).toBe(0);
    runtime.device({ network: "metered" });
    await runtime.settle();
    expect(claims).toBe(1);
    runtime.device({ charging: true });
    await runtime.settle();
    // The claim, and its outcome.
    expect(claims).toBe(3);
  });
});

describe("what a job prefers", () => {
  const options = { prefers: { network: "unmetered", charging: true, within: "8h" } } as const;

  test("is waited for until its deadline, which it tells; then it runs without, at that moment", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ network: "metered", charging: false });
    const begun = runtime.now();
    const id = await runtime.jobs.enqueue(backup, undefined, options);
    await runtime.advance("7h");
    const until = begun + 8 * 3_600_000;
    expect(await jobOf(runtime, id)).toMatchObject({
      state: "enqueued",
      waitingFor: [
        { kind: "constraint", detail: "It would rather wait for a network that is not metered.", until },
        { kind: "constraint", detail: "It would rather wait for the device to be charging.", until },
      ],
    });

    await runtime.advance("2h");
    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", startedAt: until });
  });

  test("lets it run at once when it is there", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ charging: false });
    const id = await runtime.jobs.enqueue(backup, undefined, options);
    await runtime.advance("1h");
    const now = runtime.now();
    runtime.device({ charging: true });
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", startedAt: now });
  });

  test("counts from when the job is ready, not from when it was scheduled", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ charging: false });
    const id = await runtime.jobs.schedule(backup, undefined, { delay: "2h" }, options);
    await runtime.advance("9h");
    expect(await stateOf(runtime, id)).toBe("enqueued");
    await runtime.advance("1h");
    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("holds for its retries too, and is not waited for again after the deadline", async () => {
    let tries = 0;
    const flaky = handle(backup, () => {
      tries += 1;
      if (tries === 1) throw new Error("not yet");
    });
    const runtime = makeRuntime([flaky]);
    runtime.device({ charging: false });
    const id = await runtime.jobs.enqueue(backup, undefined, { ...options, retry: { delay: "1m" } });
    await runtime.advance("8h");
    expect(tries).toBe(1);
    await runtime.advance("1m");
    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("is given a new deadline by a requeue", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ charging: false });
    const id = await runtime.jobs.enqueue(backup, undefined, options);
    await runtime.advance("8h");
    expect(await stateOf(runtime, id)).toBe("succeeded");
    await runtime.jobs.requeue(id);
    await runtime.advance("7h");
    expect(await stateOf(runtime, id)).toBe("enqueued");
    await runtime.advance("1h");
    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("does not do away with what is required", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ charging: false, network: "offline" });
    const requires = { network: "online" } as const;
    const id = await runtime.jobs.enqueue(backup, undefined, { ...options, requires });
    await runtime.advance("1d");
    expect((await jobOf(runtime, id)).waitingFor).toEqual([
      { kind: "constraint", detail: "Waiting for the network." },
    ]);
    runtime.setOnline(true);
    await runtime.settle();
    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("ends its wait at the first moment that anything is awake again", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ charging: false });
    const id = await runtime.jobs.enqueue(backup, undefined, options);
    await runtime.settle();
    runtime.kill();
    await runtime.advance("20h");
    expect((await jobOf(runtime, id)).waitingFor.map(({ kind }) => kind)).toContain("no-wakeup");
    runtime.restart();
    await runtime.settle();
    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("is not waited for by one that is told to hurry, in line or still to come", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ charging: false });
    const now = await runtime.jobs.enqueue(backup, undefined, options);
    const later = await runtime.jobs.schedule(backup, undefined, { delay: "1h" }, options);
    const other = await runtime.jobs.enqueue(backup, undefined, options);
    const hard = await runtime.jobs.enqueue(backup, undefined, { requires: { charging: true } });
    await runtime.settle();

    expect(await runtime.jobs.hurry(now)).toBe(true);
    expect(await runtime.jobs.hurry(later)).toBe(true);
    expect(await runtime.jobs.hurry(hard)).toBe(false);
    expect(await runtime.jobs.hurry("nobody")).toBe(false);
    await runtime.settle();
    expect(await stateOf(runtime, now)).toBe("succeeded");
    expect(await runtime.jobs.hurry(now)).toBe(false);
    await runtime.advance("1h");
    expect(await stateOf(runtime, later)).toBe("succeeded");
    expect([await stateOf(runtime, other), await stateOf(runtime, hard)]).toEqual(["enqueued", "enqueued"]);
  });

  test("of very many jobs ends in bounded passes, and all of them run", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ charging: false });
    await runtime.jobs.enqueueMany(
      Array.from({ length: 350 }, () => ({ job: backup, args: undefined, options })),
    );
    await runtime.advance("8h");
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ succeeded: 350, enqueued: 0 });
  });
});

describe("a snapshot", () => {
  test("tells what decides where and when a job may run", async () => {
    const placed = defineJob("placed", { runsIn: "window", version: 2, hold: "auth" });
    const runtime = makeRuntime();
    const requires = { network: "online", storage: "not-low", idle: false } as const;
    const prefers = { network: "unmetered", visible: true, within: "2h" } as const;
    const now = await runtime.jobs.enqueue(placed, undefined, { requires, prefers });
    const later = await runtime.jobs.schedule(placed, undefined, { delay: "1h" }, { prefers });
    expect(await jobOf(runtime, now)).toMatchObject({
      requires: { network: "online", storage: "not-low" },
      prefers: { network: "unmetered", visible: true, within: 7_200_000, until: runtime.now() + 7_200_000 },
      runsIn: "window",
      version: 2,
      hold: "auth",
    });
    expect((await jobOf(runtime, later)).prefers).toEqual({
      network: "unmetered",
      visible: true,
      within: 7_200_000,
    });
  });
});

test("a recurring job's constraints hold for each of its runs", async () => {
  const runtime = makeRuntime(handlers);
  runtime.device({ charging: false });
  await runtime.jobs.recurring.addOrUpdate(
    "hourly",
    backup,
    undefined,
    { every: "1h" },
    {
      overlap: "skip",
      job: { prefers: { charging: true, within: "30m" } },
    },
  );
  await runtime.advance("1h");
  expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 1, succeeded: 0 });
  await runtime.advance("30m");
  expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 0, succeeded: 1 });
});

describe("while the user saves data", () => {
  const slow = defineJob("slow");
  const busy = async (workers?: number) => {
    const gate = makeGate();
    const runtime = makeRuntime(
      [handle(slow, (_, { signal }) => gate.pass(signal))],
      workers === undefined ? {} : { workers },
    );
    runtime.device({ saveData: true });
    await runtime.jobs.enqueueMany(Array.from({ length: 6 }, () => ({ job: slow, args: undefined })));
    await runtime.settle();
    return { runtime, gate };
  };

  test("two run at once where the app has not said how many, and four when it is over", async () => {
    const { runtime, gate } = await busy();
    expect(gate.waiting).toHaveLength(2);
    runtime.device({ saveData: false });
    await runtime.settle();
    expect(gate.waiting).toHaveLength(4);
  });

  test("as many run as the app has said", async () => {
    expect((await busy(5)).gate.waiting).toHaveLength(5);
  });

  test("every network is metered", async () => {
    const runtime = makeRuntime(handlers);
    runtime.device({ saveData: true });
    const id = await runtime.jobs.enqueue(backup, undefined, { requires: { network: "unmetered" } });
    await runtime.settle();
    expect(await stateOf(runtime, id)).toBe("enqueued");
  });
});

test("an event of the platform that comes before the server is announced does it no harm", async () => {
  const runtime = makeRuntime(handlers);
  runtime.setOnline(false);
  runtime.setOnline(true);
  const before = runtime.server.id;
  await runtime.settle();
  expect(runtime.server.id).toBe(before);
  await runtime.jobs.schedule(backup, undefined, { delay: "1h" });
  await runtime.advance("1h");
  expect(await runtime.jobs.monitor.statistics()).toMatchObject({ succeeded: 1, scheduled: 0 });
});
