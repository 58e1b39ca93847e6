import { describe, expect, test } from "vitest";
import type { Notice } from "../../src/index.ts";
import { defineJob, handle } from "../../src/index.ts";
import { HOUR, MINUTE, NOON } from "../support/make-job.ts";
import { makeGate, makeRuntime } from "../support/runtime.ts";

const send = defineJob<string, string>("send", { retry: { attempts: 1, delay: "1h" } });
const mail = defineJob<string>("mail", { queue: "mail", tags: ["urgent"], displayName: (to) => `To ${to}` });

const bad = handle(send, () => {
  throw new Error("no such address");
});

describe("statistics", () => {
  test("count every state, retries, definitions, servers and queues", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))], { workers: 1 });
    const { client } = runtime;
    const first = await client.enqueue(send, "a");
    await client.enqueue(send, "b");
    await client.enqueue(mail, "c");
    await client.schedule(send, "d", { delay: "1h" });
    await client.continueWith(first, send, "e");
    const gone = await client.enqueue(mail, "f");
    await client.delete(gone);
    await client.recurring.addOrUpdate("r", send, "x", "@daily");
    await runtime.settle();

    expect(await client.monitor.statistics()).toEqual({
      enqueued: 2,
      processing: 1,
      scheduled: 1,
      awaiting: 1,
      deleted: 1,
      succeeded: 0,
      failed: 0,
      retries: 0,
      recurring: 1,
      servers: 1,
      queues: 2,
    });
  });
});

describe("queues", () => {
  test("tell their length, what runs, and since when the first in line is ready", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))], { workers: 1 });
    await runtime.client.enqueue(send, "a");
    await runtime.advance("1m");
    await runtime.client.enqueue(send, "b");
    await runtime.client.enqueue(mail, "c");
    await runtime.advance("1m");
    await runtime.client.enqueue(send, "d");
    await runtime.settle();

    expect(await runtime.client.monitor.queues()).toEqual([
      { name: "default", length: 2, processing: 1, oldestAt: NOON + MINUTE, paused: false, perMinute: 0 },
      { name: "mail", length: 1, processing: 0, oldestAt: NOON + MINUTE, paused: false, perMinute: 0 },
    ]);
  });
});

describe("servers", () => {
  test("tell what they are and what they run, and go when they die", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))], {
      queues: ["default"],
      workers: 2,
    });
    const id = await runtime.client.enqueue(send, "a");
    await runtime.settle();

    expect(await runtime.client.monitor.servers()).toMatchObject([
      {
        id: runtime.server.id,
        kind: "service-worker",
        queues: ["default"],
        workers: 2,
        startedAt: NOON,
        running: [id],
        handles: ["send"],
      },
    ]);
    runtime.kill();
    expect(await runtime.client.monitor.servers()).toEqual([]);
  });

  test("tell what they have begun from what they have claimed ahead", async () => {
    const gate = makeGate<string>();
    const numbered = defineJob<number, string>("numbered");
    const runtime = makeRuntime(
      [handle(numbered, (n, { signal }) => (n < 100 ? "quick" : gate.pass(signal)))],
      { workers: 1 },
    );
    const enqueue = (...numbers: number[]): Promise<string[]> =>
      runtime.client.enqueueMany(numbers.map((args) => ({ job: numbered, args })));
    // Quick jobs teach the server to claim ahead.
    await enqueue(1, 2, 3);
    await runtime.settle();
    const [first, second] = await enqueue(100, 101);
    await runtime.settle();

    const [busy] = await runtime.client.monitor.servers();
    expect(busy).toMatchObject({ running: [first, second], ahead: [second] });

    gate.waiting[0]?.resolve("done");
    await runtime.settle();
    const [after] = await runtime.client.monitor.servers();
    expect(after?.running).toEqual([second]);
    expect(after).not.toHaveProperty("ahead");
  });
});

describe("a search", () => {
  test("finds by words of the id, name, title, tags and error, all of which must occur", async () => {
    const runtime = makeRuntime([bad]);
    const { monitor } = runtime.client;
    const failed = await runtime.client.enqueue(send, "x", { retry: false });
    const ada = await runtime.client.enqueue(mail, "Ada");
    await runtime.settle();
    const found = async (search: string): Promise<string[]> =>
      (await monitor.jobs({ search })).map(({ id }) => id);

    expect(await found("ADDRESS such")).toEqual([failed]);
    expect(await found("to ada")).toEqual([ada]);
    expect(await found("urgent")).toEqual([ada]);
    expect(await found(ada.slice(-8))).toEqual([ada]);
    expect(await found("ada address")).toEqual([]);
  });

  test("says how many jobs it has looked at", async () => {
    const runtime = makeRuntime();
    await runtime.client.enqueueMany(Array.from({ length: 30 }, () => ({ job: mail, args: "x" })));

    const page = await runtime.client.monitor.jobs({ queue: "mail", limit: 10 });

    expect([page.length, page.looked, page.next !== undefined]).toEqual([10, 10, true]);
  });
});

describe("history", () => {
  test("tells what happened, span by span, the empty ones included", async () => {
    const runtime = makeRuntime([bad]);
    await runtime.client.enqueue(send, "x");
    await runtime.advance("2h");
    const query = { from: NOON, to: NOON + 2 * HOUR };

    const hours = await runtime.client.monitor.history({ ...query, resolution: "hour" });
    const days = await runtime.client.monitor.history({ ...query, resolution: "day" });
    const minutes = await runtime.client.monitor.history({ ...query, resolution: "minute" });

    expect(hours).toEqual([
      { at: NOON, created: 1, succeeded: 0, failed: 0, deleted: 0, retried: 1 },
      { at: NOON + HOUR, created: 0, succeeded: 0, failed: 1, deleted: 0, retried: 0 },
      { at: NOON + 2 * HOUR, created: 0, succeeded: 0, failed: 0, deleted: 0, retried: 0 },
    ]);
    expect(days).toMatchObject([{ created: 1, failed: 1, retried: 1 }]);
    expect(minutes).toHaveLength(121);
    expect(minutes[60]).toMatchObject({ at: NOON + HOUR, failed: 1 });
  });

  test("of a span without anything is empty spans", async () => {
    const runtime = makeRuntime();

    expect(await runtime.client.monitor.history({ from: NOON, resolution: "minute" })).toEqual([
      { at: NOON, created: 0, succeeded: 0, failed: 0, deleted: 0, retried: 0 },
    ]);
  });
});

describe("a subscription", () => {
  test("hears of commits in every context, until it is stopped", async () => {
    const runtime = makeRuntime();
    const heard: Notice[] = [];
    const stop = runtime.client.monitor.subscribe((notices) => heard.push(...notices));
    await runtime.settle();
    heard.length = 0;

    const id = await runtime.addClient().enqueue(mail, "x");
    stop();
    await runtime.addClient().enqueue(mail, "y");

    expect(heard).toMatchObject([{ type: "job", id, state: "enqueued" }]);
  });

  test("is told in short of a commit with very many jobs", async () => {
    const runtime = makeRuntime();
    await runtime.settle();
    const heard: Notice[] = [];
    runtime.client.monitor.subscribe((notices) => heard.push(...notices));

    await runtime.client.enqueueMany(Array.from({ length: 600 }, () => ({ job: mail, args: "x" })));

    expect(heard).toEqual([{ type: "many", count: 600, at: NOON }]);
  });
});
