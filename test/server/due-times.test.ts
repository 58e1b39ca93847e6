import { describe, expect, test } from "vitest";
import { Cron, defineJob, handle } from "../../src/index.ts";
import { get, type Operation } from "../../src/operations/operation.ts";
import { NOON } from "../support/make-job.ts";
import { jobOf, makeRuntime, stateOf } from "../support/runtime.ts";

const MINUTE = 60_000;
const send = defineJob<string>("send");
const sendHandler = handle(send, () => {});

describe("a job's time", () => {
  const at = NOON + 90 * MINUTE;
  test.each([
    ["Date", new Date(at)],
    ["number of milliseconds", at],
    ["text in UTC", new Date(at).toISOString()],
    ["text with a zone's offset", new Date(at + 210 * MINUTE).toISOString().replace("Z", "+03:30")],
  ])("is at the instant that a %s names", async (_, instant) => {
    const runtime = makeRuntime([sendHandler]);

    const id = await runtime.jobs.schedule(send, "a", { at: instant });
    expect((await jobOf(runtime, id)).scheduledFor).toBe(at);
    await runtime.advance("89m");
    expect(await stateOf(runtime, id)).toBe("scheduled");
    await runtime.advance("1m");

    expect(await stateOf(runtime, id)).toBe("succeeded");
  });

  test("that is past is now, and the job tells how late it was", async () => {
    const runtime = makeRuntime([sendHandler]);

    const id = await runtime.jobs.schedule(send, "a", { at: NOON - 5 * MINUTE });
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({
      state: "succeeded",
      scheduledFor: NOON - 5 * MINUTE,
      startedAt: NOON,
    });
  });
});

describe("a recurring job", () => {
  test("whose job nobody handles makes it all the same, and it waits for a handler", async () => {
    const runtime = makeRuntime([]);
    await runtime.jobs.recurring.addOrUpdate("hourly", send, "a", Cron.hourly());

    await runtime.advance("61m");
    const lastJobId = (await runtime.jobs.recurring.get("hourly"))?.lastJobId ?? "";
    expect((await jobOf(runtime, lastJobId)).waitingFor[0]?.kind).toBe("no-handler");
    runtime.addServer({ handlers: [sendHandler] });
    await runtime.settle();

    expect(await stateOf(runtime, lastJobId)).toBe("succeeded");
  });

  test("that can't be evaluated keeps its reason, and declaring it anew mends it", async () => {
    const runtime = makeRuntime([sendHandler]);
    const declare = (): Promise<void> =>
      runtime.jobs.recurring.addOrUpdate("hourly", send, "a", Cron.hourly(), { timeZone: "Europe/Paris" });
    await declare();
    // A device whose browser knows fewer zones than the one that declared it.
    const { storage } = runtime.addServer();
    await storage.run(moveToMars, undefined);
    const told: number[] = [];
    storage.subscribe((notices) => {
      for (const notice of notices) {
        if (notice.type === "recurring") told.push((notice.dueAt ?? Number.NaN) - notice.at);
      }
    });

    await runtime.advance("61m");
    // When it is tried again, in seconds.
    expect(told.slice(0, 3)).toEqual([15_000, 30_000, 60_000]);
    const broken = await runtime.jobs.recurring.get("hourly");
    expect(broken?.error?.message).toContain("Mars/Phobos");
    expect(broken?.runs).toEqual([]);
    await declare();
    await runtime.advance("61m");

    const mended = await runtime.jobs.recurring.get("hourly");
    expect(mended?.error).toBeUndefined();
    expect(mended?.runs.map(({ outcome }) => outcome)).toContain("succeeded");
  });
});

const moveToMars: Operation<void, void> = {
  name: "move-to-mars",
  mode: "readwrite",
  tables: ["recurring"],
  *decide() {
    const record = (yield* get("recurring", "hourly"))!;
    const value = { ...record, schedule: { ...record.schedule, timeZone: "Mars/Phobos" } };
    return { changes: [{ kind: "put", table: "recurring", value }], notices: [], result: undefined };
  },
};
