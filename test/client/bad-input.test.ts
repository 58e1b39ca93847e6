import { describe, expect, test } from "vitest";
import { defineJob, InvalidJobError, InvalidScheduleError, type JobClient } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { storeOf } from "../support/audit.ts";
import { NOON } from "../support/make-job.ts";

const send = defineJob<unknown>("send");

/** What a person may hand over by mistake: the types are not in the way of JavaScript. */
const wrong = <T>(value: unknown): T => value as T;

type Call = (client: JobClient) => Promise<unknown>;

/** Each public call with input it can't take, and what its message must name: the call, the option, the value, a way out. */
const TABLE: readonly [title: string, call: Call, ...named: string[]][] = [
  [
    "enqueue nothing",
    (c) => c.enqueue(wrong<typeof send>(undefined), 1),
    "enqueue",
    "job",
    "undefined",
    "defineJob",
  ],
  ["enqueue a name", (c) => c.enqueue(wrong<typeof send>("send"), 1), "job", "'send'", "defineJob"],
  ["enqueue with options that are none", (c) => c.enqueue(send, 1, wrong(null)), "options", "null"],
  [
    "enqueue with an unknown option",
    (c) => c.enqueue(send, 1, wrong({ prio: 1 })),
    "enqueue('send')",
    "'prio'",
  ],
  ["enqueue to a bad queue", (c) => c.enqueue(send, 1, { queue: "A b" }), "queue", "'A b'", "'a-b'"],
  ["enqueue with a bad id", (c) => c.enqueue(send, 1, { id: "" }), "id", "''"],
  [
    "enqueue a function",
    (c) => c.enqueue(send, { a: [() => {}] }),
    "args.a[0]",
    "function",
    "structured clone",
  ],
  ["enqueue a promise", (c) => c.enqueue(send, Promise.resolve()), "the arguments", "a Promise"],
  ["schedule without a time", (c) => c.schedule(send, 1, wrong(undefined)), "schedule", "when", "delay"],
  [
    "schedule with both times",
    (c) => c.schedule(send, 1, wrong({ at: 1, delay: 1 })),
    "when",
    "{ at, delay }",
  ],
  ["schedule with a bad delay", (c) => c.schedule(send, 1, { delay: "soon" }), "delay", "'soon'", "'10m'"],
  ["schedule in the past by a delay", (c) => c.schedule(send, 1, { delay: -1 }), "delay", "-1"],
  ["schedule at a bad time", (c) => c.schedule(send, 1, { at: "tomorrow" }), "at", "'tomorrow'", "ISO 8601"],
  ["schedule at an invalid date", (c) => c.schedule(send, 1, new Date("x")), "when", "a Date"],
  [
    "enqueue many, not a list",
    (c) => c.enqueueMany(wrong<never[]>("send")),
    "enqueueMany",
    "'send'",
    "a list of",
  ],
  [
    "enqueue many, one of them nothing",
    (c) => c.enqueueMany(wrong<never[]>([{ job: send }, null])),
    "jobs[1]",
    "null",
  ],
  [
    "enqueue many, one of them bad",
    (c) =>
      c.enqueueMany(
        wrong<never[]>([
          { job: send, args: 1 },
          { job: send, options: { priority: 0.5 } },
        ]),
      ),
    "enqueueMany[1]",
    "priority",
    "0.5",
  ],
  [
    "enqueue many with an unknown key",
    (c) => c.enqueueMany(wrong<never[]>([{ job: send, arg: 1 }])),
    "'arg'",
    "'args'",
  ],
  [
    "continue with nothing",
    (c) => c.continueWith(wrong(undefined), send, 1),
    "continueWith",
    "id",
    "undefined",
  ],
  ["continue with an empty list", (c) => c.continueWith([], send, 1), "parent", "[]", "at least one"],
  ["continue on a bad condition", (c) => c.continueWith("a", send, 1, wrong({ on: "done" })), "on", "'done'"],
  [
    "continue with options that are none",
    (c) => c.continueWith("a", send, 1, wrong(null)),
    "options",
    "null",
  ],
  ["get by a number", (c) => c.get(wrong(5)), "get", "id", "5"],
  ["the result of nothing", (c) => c.result(wrong(undefined)), "result", "id", "undefined"],
  ["the result by a bad timeout", (c) => c.result("a", { timeout: "soon" }), "timeout", "'soon'"],
  ["the result with options that are none", (c) => c.result("a", wrong(null)), "options", "null"],
  [
    "the result with an unknown option",
    (c) => c.result("a", wrong({ timeOut: 1 })),
    "'timeOut'",
    "did you mean 'timeout'",
  ],
  ["the result with a bad signal", (c) => c.result("a", wrong({ signal: "x" })), "signal", "'x'"],
  ["delete by a number", (c) => c.delete(wrong(5)), "delete", "id", "5"],
  ["requeue nothing", (c) => c.requeue(wrong(null)), "requeue", "id", "null"],
  ["requeue with bad attempts", (c) => c.requeue("a", wrong({ attempts: 3 })), "attempts", "3", "'keep'"],
  [
    "trigger with an unknown option",
    (c) => c.recurring.trigger("a", wrong({ asDeu: true })),
    "'asDeu'",
    "'asDue'",
  ],
  ["trigger as something else", (c) => c.recurring.trigger("a", wrong({ asDue: 1 })), "asDue", "1"],
  ["reschedule nothing", (c) => c.reschedule(wrong(undefined), { delay: 1 }), "reschedule", "id"],
  ["reschedule to no time", (c) => c.reschedule("a", wrong({})), "reschedule", "when"],
  ["pause a bad queue", (c) => c.pauseQueue("A"), "pauseQueue", "queue", "'A'"],
  ["resume a bad queue", (c) => c.resumeQueue(wrong(undefined)), "resumeQueue", "queue", "undefined"],
  ["hold without a name", (c) => c.hold(wrong(undefined)), "hold", "undefined"],
  ["release without a name", (c) => c.release(wrong("")), "release", "''"],
  ["schedule after a delay beyond all dates", (c) => c.schedule(send, 1, { delay: 9e15 }), "delay"],
  ["schedule at a time beyond all dates", (c) => c.schedule(send, 1, { at: 9e15 }), "at", "9000000000000000"],
  [
    "schedule with options in its time",
    (c) => c.schedule(send, 1, wrong({ delay: "1m", queue: "a" })),
    "when",
    "{ delay, queue }",
  ],
  [
    "schedule on a day that isn't",
    (c) => c.schedule(send, 1, { at: "2027-02-29T09:00Z" }),
    "'2027-02-29T09:00Z'",
  ],
  [
    "end a schedule before it begins",
    (c) => c.recurring.addOrUpdate("a", send, 1, "@daily", { startAt: NOON, endAt: NOON - 1 }),
    "endAt",
    "startAt",
  ],
  ["clear by an unknown filter", (c) => c.clear(wrong({ stat: "failed" })), "clear", "'stat'", "'state'"],
  ["clear the jobs of nobody", (c) => c.clear(wrong({ owner: undefined })), "clear", "owner", "undefined"],
  ["clear a bad state", (c) => c.clear(wrong({ state: "done" })), "clear", "state", "'done'"],
  ["list by an unknown filter", (c) => c.monitor.jobs(wrong({ stat: "failed" })), "monitor.jobs", "'state'"],
  ["list by nothing", (c) => c.monitor.jobs(wrong(null)), "monitor.jobs", "null"],
  ["list a bad state", (c) => c.monitor.jobs(wrong({ state: "done" })), "state", "'done'", "succeeded"],
  ["list too many", (c) => c.monitor.jobs({ limit: 1_001 }), "limit", "1001", "1000"],
  ["list in a bad order", (c) => c.monitor.jobs(wrong({ order: "up" })), "order", "'up'", "'newest'"],
  ["list words that are none", (c) => c.monitor.jobs(wrong({ search: 5 })), "search", "5"],
  ["list after a job that is elsewhere", (c) => c.monitor.jobs({ state: "failed", after: "there" }), "after"],
  ["history from nowhere", (c) => c.monitor.history(wrong({})), "monitor.history", "from", "undefined"],
  ["history of nothing", (c) => c.monitor.history(wrong(null)), "monitor.history", "null"],
  ["history in a bad resolution", (c) => c.monitor.history(wrong({ from: 0, resolution: "week" })), "'week'"],
  ["history too fine", (c) => c.monitor.history({ from: 0, resolution: "minute" }), "from", "minute"],
  ["history backwards", (c) => c.monitor.history({ from: NOON, to: NOON - 86_400_000 }), "to"],
  ["history a little backwards", (c) => c.monitor.history({ from: NOON + 1, to: NOON }), "to"],
  ["a definition without an id", (c) => c.recurring.addOrUpdate("", send, 1, "@daily"), "addOrUpdate", "id"],
  [
    "a definition without a job",
    (c) => c.recurring.addOrUpdate("r", wrong<typeof send>(null), 1, "@daily"),
    "job",
    "null",
  ],
  [
    "a definition with an unknown option",
    (c) => c.recurring.addOrUpdate("r", send, 1, "@daily", wrong({ timezone: "UTC" })),
    "'timeZone'",
  ],
  [
    "a definition with options that are none",
    (c) => c.recurring.addOrUpdate("r", send, 1, "@daily", wrong(null)),
    "options",
    "null",
  ],
  [
    "a unique key for every job of a definition",
    (c) => c.recurring.addOrUpdate("r", send, 1, "@daily", wrong({ job: { unique: { key: "a" } } })),
    "job.unique",
    "overlap",
  ],
  [
    "no object as the options of a definition's jobs",
    (c) => c.recurring.addOrUpdate("r", send, 1, "@daily", wrong({ job: 5 })),
    "job is 5",
    "an object",
  ],
  [
    "nothing as the options of a definition's jobs",
    (c) => c.recurring.addOrUpdate("r", send, 1, "@daily", wrong({ job: null })),
    "job is null",
    "an object",
  ],
  [
    "a definition with a bad misfire",
    (c) => c.recurring.addOrUpdate("r", send, 1, "@daily", wrong({ misfire: "all" })),
    "misfire",
    "'all'",
  ],
  [
    "a definition with a bad pause",
    (c) => c.recurring.addOrUpdate("r", send, 1, "@daily", wrong({ paused: "yes" })),
    "paused",
    "'yes'",
  ],
  [
    "a definition of a function",
    (c) => c.recurring.addOrUpdate("r", send, () => {}, "@daily"),
    "the arguments",
    "function",
  ],
  ["pause a definition until never", (c) => c.recurring.pause("r", { until: "never" }), "until", "'never'"],
  [
    "pause a definition with options that are none",
    (c) => c.recurring.pause("r", wrong(null)),
    "options",
    "null",
  ],
  ["trigger nothing", (c) => c.recurring.trigger(wrong(undefined)), "recurring.trigger", "id"],
  ["remove nothing", (c) => c.recurring.removeIfExists(wrong(7)), "recurring.removeIfExists", "7"],
  ["resume nothing", (c) => c.recurring.resume(wrong("")), "recurring.resume", "''"],
  ["get no definition", (c) => c.recurring.get(wrong({})), "recurring.get", "{}"],
];

async function setup(): Promise<{ client: JobClient; storage: MemoryStorage }> {
  const database = new MemoryDatabase();
  const runtime = createTestRuntime({ now: NOON, openStorage: () => new MemoryStorage(database) });
  await runtime.client.enqueue(send, 1, { id: "there" });
  await runtime.settle();
  runtime.kill();
  return { client: runtime.client, storage: new MemoryStorage(database) };
}

describe("bad input", () => {
  test.each(TABLE)(
    "to %s rejects with a typed error that says what and how, and leaves the store alone",
    async (_, call, ...named) => {
      const { client, storage } = await setup();
      const before = await storeOf(storage);

      const error = await call(client).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );

      expect(error).toBeInstanceOf(InvalidJobError);
      expect(error).toMatchObject({ code: "invalid-job", name: "InvalidJobError" });
      for (const word of named) expect((error as Error).message).toContain(word);
      expect(await storeOf(storage)).toEqual(before);
    },
  );

  test.each([
    ["a bad expression", "61 * * * *", {}],
    ["an empty one", "", {}],
    ["nothing", undefined, {}],
    ["no interval", { every: 0 }, {}],
    ["a zone that isn't", "@daily", { timeZone: "Mars/Olympus" }],
  ])(
    "to a schedule, %s, rejects with an InvalidScheduleError and leaves the store alone",
    async (_, schedule, options) => {
      const { client, storage } = await setup();
      const before = await storeOf(storage);

      const answer = client.recurring.addOrUpdate("r", send, 1, wrong(schedule), options);

      await expect(answer).rejects.toBeInstanceOf(InvalidScheduleError);
      await expect(answer).rejects.toMatchObject({ code: "invalid-schedule" });
      const { counters: _counters, ...after } = await storeOf(storage);
      const { counters: _before, ...rest } = before;
      expect(after).toEqual(rest);
    },
  );

  test("to a listener that is none is refused at once", async () => {
    const { client } = await setup();

    expect(() => client.monitor.subscribe(wrong("x"))).toThrow(InvalidJobError);
  });

  test("never throws where a promise is answered: every mistake comes as a rejection", async () => {
    const { client } = await setup();

    for (const [title, call] of TABLE) {
      expect(() => void call(client).catch(() => {}), title).not.toThrow();
    }
  });
});
