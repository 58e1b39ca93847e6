import { describe, expect, test } from "vitest";
import { defineJob, handle, StorageFullError } from "../../src/index.ts";
import { leftRow } from "../../src/operations/left.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "../support/audit.ts";
import { leave, makeLeft } from "../support/leave.ts";
import { NOON } from "../support/make-job.ts";
import { QuotaStorage } from "../support/quota-storage.ts";
import { makeRuntime } from "../support/runtime.ts";

const fat = defineJob<{ size: number; lines?: number; fail?: boolean; fills?: boolean }, string>("fat", {
  retry: false,
});

interface Full {
  runtime: TestRuntime;
  /** Characters that can still be written. */
  quota: { left: number };
  database: MemoryDatabase;
  faults(): Promise<string[]>;
}

function makeFull(): Full {
  const database = new MemoryDatabase();
  const quota = { left: Number.POSITIVE_INFINITY };
  const handler = handle(fat, async ({ size, lines = 0, fail = false, fills = false }, context) => {
    for (let i = 0; i < lines; i++) context.log("info", `line ${i} ${".".repeat(1_000)}`);
    if (fills) quota.left = 100;
    if (fail) throw new Error("no");
    return "x".repeat(size);
  });
  const runtime = makeRuntime([handler], {
    workers: 1,
    openStorage: () => new QuotaStorage(new MemoryStorage(database), quota),
  });
  return { runtime, quota, database, faults: async () => faults(await storeOf(new MemoryStorage(database))) };
}

test("where its log doesn't fit, a job ends all the same, and says what was not kept", async () => {
  const { runtime, quota, faults } = makeFull();
  const id = await runtime.client.enqueue(fat, { size: 10, lines: 20 });
  quota.left = 12_000;
  await runtime.settle();

  const job = await runtime.client.get(id);
  expect(job).toMatchObject({ state: "succeeded", result: "x".repeat(10), shed: ["log"] });
  expect(job?.history.at(-1)).toMatchObject({
    reason: "The storage was full: its last log lines were not kept.",
    data: { shed: ["log"] },
  });
  expect(await runtime.client.monitor.log(id)).toEqual([]);
  expect(await runtime.client.result(id)).toBe("x".repeat(10));
  expect(await faults()).toEqual([]);
});

test("where its result doesn't fit, it succeeds without; whoever asks for the result is told why there is none", async () => {
  const { runtime, quota, faults } = makeFull();
  const id = await runtime.client.enqueue(fat, { size: 50_000, lines: 20 });
  const child = await runtime.client.continueWith(id, fat, { size: 1 });
  quota.left = 30_000;
  await runtime.settle();

  const job = await runtime.client.get(id);
  expect(job).toMatchObject({ state: "succeeded", shed: ["log", "result"] });
  expect(job).not.toHaveProperty("result");
  const answer = runtime.client.result(id);
  await expect(answer).rejects.toBeInstanceOf(StorageFullError);
  await expect(answer).rejects.toThrow("what it answered was not kept");
  expect(await runtime.client.get(child)).toMatchObject({ state: "succeeded" });
  expect(await faults()).toEqual([]);

  quota.left = Number.POSITIVE_INFINITY;
  await runtime.client.requeue(id);
  await runtime.settle();
  expect(await runtime.client.get(id)).not.toHaveProperty("shed");
  expect(await runtime.client.result(id)).toHaveLength(50_000);
});

test("a failure is written down without its log too", async () => {
  const { runtime, quota } = makeFull();
  const id = await runtime.client.enqueue(fat, { size: 0, lines: 20, fail: true });
  quota.left = 12_000;
  await runtime.settle();

  expect(await runtime.client.get(id)).toMatchObject({
    state: "failed",
    shed: ["log"],
    error: { message: "no" },
  });
});

test("where not even the end fits, old jobs give up results and logs, and the end waits until there is room", async () => {
  const { runtime, quota } = makeFull();
  const old = await runtime.client.enqueue(fat, { size: 20_000, lines: 5 });
  const failed = await runtime.client.enqueue(fat, { size: 0, lines: 5, fail: true });
  await runtime.settle();
  const last = await runtime.client.enqueue(fat, { size: 10, fills: true });
  await runtime.settle();

  expect(await runtime.client.get(last)).toMatchObject({ state: "processing" });
  expect(await runtime.client.get(old)).toMatchObject({
    state: "succeeded",
    shed: ["result"],
    args: { size: 20_000 },
  });
  expect(await runtime.client.monitor.log(old)).toEqual([]);
  expect(await runtime.client.monitor.log(failed)).toEqual([]);
  await expect(runtime.client.result(old)).rejects.toBeInstanceOf(StorageFullError);
  expect(runtime.errors[0]).toBeInstanceOf(StorageFullError);

  quota.left = 1_000_000;
  await runtime.advance("2m");
  expect(await runtime.client.get(last)).toMatchObject({ state: "succeeded", attempt: 1 });
});

test("what doesn't fit is not enqueued, and nothing of it is there", async () => {
  const { runtime, quota, faults } = makeFull();
  await runtime.settle();
  quota.left = 1_000;

  const many = runtime.client.enqueueMany(
    Array.from({ length: 10 }, () => ({ job: fat, args: { size: 1 } })),
  );

  await expect(many).rejects.toBeInstanceOf(StorageFullError);
  expect(await runtime.client.monitor.jobs()).toHaveLength(0);
  expect(await faults()).toEqual([]);
});

test("a step is stored although the log beside it doesn't fit", async () => {
  const database = new MemoryDatabase();
  const quota = { left: Number.POSITIVE_INFINITY };
  const seen: string[] = [];
  const handler = handle(fat, async (_args, context) => {
    for (let i = 0; i < 20; i++) context.log("info", ".".repeat(1_000));
    quota.left = 15_000;
    seen.push(await context.step("one", () => "done"));
    return "";
  });
  const runtime = makeRuntime([handler], {
    openStorage: () => new QuotaStorage(new MemoryStorage(database), quota),
  });

  const id = await runtime.client.enqueue(fat, { size: 0 });
  await runtime.settle();

  expect(seen).toEqual(["done"]);
  expect((await runtime.client.monitor.steps(id)).map(({ name }) => name)).toEqual(["one"]);
});

test("what a page has left that doesn't fit holds nobody up, and is taken in when old jobs have made room", async () => {
  const { runtime, quota, database, faults } = makeFull();
  const old = await runtime.client.enqueue(fat, { size: 20_000, lines: 5 });
  await runtime.settle();
  const args = { size: 1, ballast: "x".repeat(50_000) };
  const left = leftRow("1", [makeLeft({ id: "left", definition: fat, args })]);
  const outside = new MemoryStorage(database);
  await outside.run(leave, [left]);
  quota.left = 30_000;
  const id = await runtime.client.enqueue(fat, { size: 1 });
  await outside.run(tellOfChore, undefined);
  await runtime.advance("1m");
  expect((await runtime.client.get(id))?.state).toBe("succeeded");
  const apart = await runtime.client.get("left");
  expect(apart).toMatchObject({
    name: fat.name,
    state: "enqueued",
    args,
    waitingFor: [{ kind: "constraint" }],
  });
  const result = runtime.client.result("left");
  expect(runtime.errors.some((error) => error instanceof StorageFullError)).toBe(true);
  // It says so now and then, and does not hammer.
  expect(runtime.errors.length).toBeLessThan(15);
  // An id has been answered for it.
  expect(await runtime.client.get(old)).toMatchObject({ state: "succeeded", shed: ["result"] });

  quota.left = Number.POSITIVE_INFINITY;
  await runtime.advance("10s");

  expect((await runtime.client.get("left"))?.state).toBe("succeeded");
  expect(await result).toEqual((await runtime.client.get("left"))?.result);
  // That a result was given up is seen by its row not being there.
  expect(await faults()).toEqual([`the result of ${old} is not where it says`]);
});

test("for what a transaction has left to the next one, old jobs make room, too", async () => {
  const { runtime, quota } = makeFull();
  const { client } = runtime;
  const old = await client.enqueue(fat, { size: 20_000, lines: 5 });
  await runtime.settle();
  await client.monitor.pauseQueue("default");
  const batch = await client.batch((b) => {
    for (let i = 0; i < 500; i++) b.enqueue(fat, { size: 1 });
  });
  await client.batches.cancel(batch.id);
  quota.left = 100;
  await runtime.advance("1m");

  expect(runtime.errors[0]).toBeInstanceOf(StorageFullError);
  expect(await client.get(old)).toMatchObject({ shed: ["result"] });
  quota.left = Number.POSITIVE_INFINITY;
  await runtime.advance("1m");
  expect((await batch.get())?.counts).toMatchObject({ enqueued: 0, deleted: 500 });
});

describe("for what a page has left that can never fit", () => {
  /** Jobs that have ended, when the last of them did, and what tells how many have given something up. */
  async function ended({ runtime }: Full, count: number) {
    const options = { keep: { succeeded: "9d" } } as const;
    const request = { job: fat, args: { size: 20_000 }, options };
    const ids = await runtime.client.enqueueMany(Array.from({ length: count }, () => request));
    await runtime.settle();
    const at = (await runtime.client.get(ids[count - 1]!))?.finishedAt ?? 0;
    const shed = async () =>
      (await Promise.all(ids.map((id) => runtime.client.get(id)))).filter((job) => job?.shed).length;
    return { at, shed };
  }
  /** There is room for much, and not for this. No more than that takes: it is copied and weighed at each attempt. */
  async function leaveTooMuch({ quota, database }: Full, calledAt: number): Promise<void> {
    quota.left = 1_000_000;
    const args = { size: 1, ballast: "x".repeat(quota.left) };
    const storage = new MemoryStorage(database);
    await storage.run(leave, [leftRow("1", [makeLeft({ id: "left", definition: fat, args, calledAt })])]);
    await storage.run(tellOfChore, undefined);
  }

  test("what was left behind it is taken in all the same, and it is tried again and again", async () => {
    const full = makeFull();
    const { runtime, quota, database } = full;
    await runtime.settle();
    const small = ["2", "3", "4"].map((id) =>
      leftRow(id, [makeLeft({ id: `small-${id}`, definition: fat, args: { size: 1 } })]),
    );
    await new MemoryStorage(database).run(leave, small);
    await leaveTooMuch(full, NOON);
    await runtime.advance("1m");

    for (const id of ["small-2", "small-3", "small-4"])
      expect((await runtime.client.get(id))?.state).toBe("succeeded");
    expect(await runtime.client.get("left")).toMatchObject({ waitingFor: [{ kind: "constraint" }] });
    // It says so now and then, and does not hammer.
    expect(runtime.errors.length).toBeLessThan(15);

    quota.left = Number.POSITIVE_INFINITY;
    await runtime.advance("15s");
    expect((await runtime.client.get("left"))?.state).toBe("succeeded");
    expect(await full.faults()).toEqual([]);
  });

  test("what was left before it is taken in soon, too, also behind what only a newer version understands", async () => {
    const full = makeFull();
    const { runtime, database } = full;
    await runtime.settle();
    const small = Array.from({ length: 40 }, (_, i) =>
      leftRow(`0${i + 10}`, [makeLeft({ id: `small-${i}`, definition: fat, args: { size: 1 } })]),
    );
    const newer = leftRow("00", [makeLeft({ id: "newer", options: { mood: "calm" } as never })]);
    await new MemoryStorage(database).run(leave, [newer, ...small]);
    await leaveTooMuch(full, NOON);
    await runtime.advance("1m");

    expect(await runtime.client.monitor.statistics()).toMatchObject({ succeeded: 40 });
    expect(runtime.errors.length).toBeLessThan(15);
    expect(await full.faults()).toEqual([]);
  });

  test("once there is room, all that didn't fit is taken in at once, however much it is", async () => {
    const full = makeFull();
    const { runtime, quota, database } = full;
    await runtime.settle();
    quota.left = 10_000;
    const args = { size: 1, ballast: "x".repeat(20_000) };
    const ids = Array.from({ length: 20 }, (_, i) => `big-${i + 10}`);
    const storage = new MemoryStorage(database);
    await storage.run(
      leave,
      ids.map((id) => leftRow(id, [makeLeft({ id, definition: fat, args })])),
    );
    await storage.run(tellOfChore, undefined);
    await runtime.advance("5m");
    expect((await runtime.client.monitor.jobs()).length).toBe(0);

    quota.left = Number.POSITIVE_INFINITY;
    await runtime.advance("15s");
    expect(await runtime.client.monitor.statistics()).toMatchObject({ succeeded: 20 });
    expect(await full.faults()).toEqual([]);
  });

  test("nothing is given up that ended after the call", async () => {
    const full = makeFull();
    const before = await ended(full, 60);
    await full.runtime.advance("1m");
    const after = await ended(full, 60);
    await leaveTooMuch(full, before.at);
    await full.runtime.advance("10m");

    expect(full.runtime.errors[0]).toBeInstanceOf(StorageFullError);
    expect([await before.shed(), await after.shed()]).toEqual([60, 0]);
  });

  test("only so much is given up in a server's life", async () => {
    const full = makeFull();
    const { at, shed } = await ended(full, 300);
    await leaveTooMuch(full, at);
    await full.runtime.advance("10m");

    expect(await shed()).toBe(200);
    full.runtime.kill();
    full.runtime.restart();
    await full.runtime.advance("10m");
    expect(await shed()).toBe(300);
  });

  test("nothing is given up a day after the call", async () => {
    const full = makeFull();
    const { at, shed } = await ended(full, 60);
    await full.runtime.advance("25h");
    await leaveTooMuch(full, at);
    await full.runtime.advance("10m");

    expect(full.runtime.errors[0]).toBeInstanceOf(StorageFullError);
    expect(await shed()).toBe(0);
  });
});

const tellOfChore: Operation<void, void> = {
  name: "tell-of-chore",
  mode: "readonly",
  tables: [],
  // biome-ignore lint/correctness/useYield: an operation is a generator, also when it needs to know nothing
  *decide() {
    return { changes: [], notices: [{ type: "chore", at: NOON }], result: undefined };
  },
};
