import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cron, defineJob } from "../../src/index.ts";
import { CLIENT_OPERATIONS } from "../../src/server/operations-by-name.ts";
import { faults, storeOf } from "../support/audit.ts";
import { NOON } from "../support/make-job.ts";
import { runs } from "../support/property.ts";
import { WorkerDesk } from "./worker-desk.ts";

const send = defineJob<unknown, string>("send", {
  tags: ["mail"],
  keep: { failed: "1h" },
  redact: ["secret"],
});

test("all that a client does can be done by way of the worker: no honest input is refused", async () => {
  const desk = new WorkerDesk();
  const { client } = desk;
  const id = await client.enqueue(send, { secret: 1, at: new Date() }, { priority: 3, displayName: "One" });
  const [own] = await client.enqueueMany([
    {
      job: send,
      args: "x".repeat(20_000),
      options: { id: "own", unique: { key: "k", onConflict: "reject" } },
    },
    {
      job: send,
      args: 1,
      when: { delay: "1h" },
      options: { retry: { delay: ["1s"], jitter: "1s" }, timeout: 5 },
    },
  ]);
  await client.continueWith([id, own!], send, null, { on: "finished", requires: { network: "online" } });
  await client.get(id);
  await client.reschedule(id, { delay: "1h" });
  await client.requeue(id);
  await client.requeue(id, { attempts: "keep" });
  await client.duplicate(id, { args: new Date(), queue: "mail" });
  await client.duplicate(id);
  await client.delete(id);
  const patient = { prefers: { network: "unmetered", charging: true, within: "1h" } } as const;
  await client.hurry(
    await client.enqueue(send, [2], { ...patient, requires: { visible: true, idle: false } }),
  );
  await client.hold("auth", "why");
  await client.release("auth");
  await client.pauseQueue("mail");
  await client.monitor.limitQueue("mail", { concurrency: 2, rateLimit: { limit: 5, per: "1m" } });
  await client.monitor.limitQueue("mail", null);
  await client.resumeQueue("*");
  await client.recurring.addOrUpdate("r", send, [1], Cron.daily(), {
    jitter: "1m",
    maxRuns: 3,
    paused: false,
  });
  await client.recurring.addOrUpdate(
    "e",
    send,
    new Map(),
    { every: "1h" },
    { startAt: 5, endAt: new Date(9e12) },
  );
  await client.recurring.pause("r", { until: 9e12 });
  await client.recurring.resume("r");
  await client.recurring.change("r", { schedule: { every: "2h" }, misfire: "ignore", overlap: "skip" });
  await client.recurring.trigger("r");
  await client.recurring.trigger("r", { asDue: true });
  await client.recurring.removeIfExists("e");
  await client.recurring.upcoming("r");
  for (const state of [undefined, "enqueued", "processing", "scheduled", "deleted"] as const) {
    let after: string | undefined;
    do {
      const query = { limit: 1, ...(state ? { state } : {}), ...(after === undefined ? {} : { after }) };
      after = (await client.monitor.jobs(query)).next;
    } while (after !== undefined);
  }
  expect(await client.get("nobody")).toBeUndefined();
  const { monitor } = client;
  await Promise.all([monitor.statistics(), monitor.queues(), monitor.servers(), monitor.recurring()]);
  await Promise.all([
    monitor.failures(),
    monitor.wakeups(),
    monitor.log(id),
    monitor.steps(id),
    monitor.history({ from: NOON - 3_600_000, to: NOON, resolution: "minute" }),
  ]);
  const batch = await client.batch(
    (b) => {
      b.schedule(send, [1], { delay: "1h" });
      b.batch((inner) => inner.enqueue(send, [2]), { name: "inner" });
    },
    {
      id: "batch:honest",
      name: "honest",
      keep: { failed: "1d" },
      after: id,
      on: "finished",
      onFinished: { job: send, args: [3], options: { delay: "1m" } },
    },
  );
  await batch.add((b) => b.enqueue(send, [4]), { reopen: true });
  await batch.get();
  await client.monitor.limits({ limit: 1, after: "c:a" });
  await client.monitor.batches({ state: "running", parentId: batch.id, limit: 1, after: batch.id });
  await client.monitor.jobs({ batchId: batch.id });
  await batch.cancel("enough");
  await client.clear({ owner: "ada" });
  const exported = await client.export();
  await client.import(exported.replaceAll('"id":"', '"id":"x-'), { run: true });
  await client.clear({ queue: "default", state: "deleted", owner: "eve" });
  await client.clear({ namespace: "default" });

  const beyond = new Set(["begin-epoch"]);
  const missed = [...CLIENT_OPERATIONS.keys()].filter((name) => !desk.asked.has(name) && !beyond.has(name));
  expect(missed).toEqual([]);
});

describe("a message to the worker", () => {
  /** A desk with something to lose. */
  const filled = async (): Promise<WorkerDesk> => {
    const desk = new WorkerDesk();
    const id = await desk.client.enqueue(send, { to: "Ada" });
    await desk.client.continueWith(id, send, "after");
    await desk.client.recurring.addOrUpdate("daily", send, "x", Cron.daily());
    // What it writes of its own accord is not what a message has changed.
    await desk.atRest();
    return desk;
  };

  test("of any shape but ours is passed over: nothing throws, nothing is answered, nothing changes", async () => {
    const desk = await filled();
    const before = await storeOf(desk.storage);
    const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true });
    const nearly = fc.record(
      {
        slowmatch: fc.oneof(fc.constantFrom("wake", "run", "drain", "__proto__"), value),
        source: value,
        operation: value,
        input: value,
        extra: value,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, nearly), async (data) => {
        const isOurs =
          Object.keys((data ?? {}) as object).length <= 2 &&
          ["wake", "drain"].includes((data as { slowmatch?: string } | null)?.slowmatch ?? "");
        fc.pre(!isOurs);
        expect(await desk.post(data)).toEqual([]);
      }),
      runs(500),
    );
    expect(await storeOf(desk.storage)).toEqual(before);
  });

  test("that asks for an operation with an input of another shape is refused and changes nothing", async () => {
    const desk = await filled();
    const before = await storeOf(desk.storage);
    const hostile = fc.oneof(
      fc.constantFrom(
        {},
        null,
        { now: Number.NaN },
        { now: "0", filter: {} },
        { now: 1, groups: [[{ draft: {} }]] },
      ),
      fc.constantFrom(JSON.parse('{"now":1,"filter":{"__proto__":{"owner":"x"}}}'), {
        now: 1,
        filter: { constructor: 1 },
      }),
      fc.constantFrom({ now: 1, ids: ["a"], event: { type: "succeeded", result: 1 } }, { now: 1, ids: [{}] }),
      fc.constantFrom({ now: 1, declaration: { id: "x" } }, { now: 1, name: "a\nb", held: true }),
      fc.object(),
      fc.array(fc.anything()),
    );
    const names = [...CLIENT_OPERATIONS.keys()].filter((name) => !name.startsWith("read-"));
    const operations = fc.constantFrom(
      ...names,
      "advance",
      "report",
      "constructor",
      "__proto__",
      "to-string",
    );
    await fc.assert(
      fc.asyncProperty(operations, hostile, async (operation, input) => {
        fc.pre(!CLIENT_OPERATIONS.get(operation)?.accepts(input));
        const [answer] = await desk.post({
          slowmatch: "run",
          database: "slowmatch",
          operation,
          input,
          options: {},
        });
        // A word that names no operation at all is no message of ours.
        if (answer !== undefined) expect(answer).toHaveProperty("error.message");
      }),
      runs(500),
    );
    expect(await storeOf(desk.storage)).toEqual(before);
    expect(faults(before)).toEqual([]);
  });

  test("from another origin, or for another namespace, is not obeyed", async () => {
    const desk = await filled();
    const before = await storeOf(desk.storage);
    const asked = {
      slowmatch: "run",
      database: "slowmatch",
      operation: "wipe",
      input: { now: 1 },
      options: {},
    };

    expect(await desk.post(asked, "https://evil.example")).toEqual([]);
    expect(await desk.post({ ...asked, database: "slowmatch:eve" })).toEqual([
      { error: expect.objectContaining({ code: "storage-unavailable" }) },
    ]);

    expect(await storeOf(desk.storage)).toEqual(before);
  });
});
