import { expect, test } from "vitest";
import { type BatchEvent, defineJob, handle } from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "../support/audit.ts";
import { makeRuntime } from "../support/runtime.ts";

const work = defineJob<string>("work", { retry: false });
const bad = defineJob("bad", { retry: false });

const open = (): TestRuntime =>
  makeRuntime([
    handle(work, () => {}),
    handle(bad, () => {
      throw new Error("no");
    }),
  ]);

test("a batch is removed when its keep time and those of its members are over, with nothing left of it", async () => {
  const { jobs, ...runtime } = open();
  const batch = await jobs.batch((b) => b.enqueue(work, "a"), { keep: { succeeded: "1h" } });
  await runtime.settle();
  expect((await batch.get())?.expiresAt).toBe(runtime.now() + 3_600_000);

  await runtime.advance("20h");
  // Its member is kept for a day.
  expect(await batch.get()).toMatchObject({ state: "succeeded" });
  await runtime.advance("8h");

  expect(await batch.get()).toBeUndefined();
  expect(await jobs.monitor.batches()).toHaveLength(0);
  expect(await jobs.monitor.statistics()).toMatchObject({ succeeded: 0 });
});

test("a batch whose members go in the transaction that looks at it still counts what is stored", async () => {
  const { jobs, ...runtime } = open();
  const batch = await jobs.batch((b) => b.enqueue(work, "a", { keep: { succeeded: "1h" } }), {
    keep: { succeeded: "1h" },
  });

  await runtime.advance("65m");
  expect(await jobs.monitor.jobs({ batchId: batch.id })).toHaveLength(0);

  expect(await batch.get()).toMatchObject({ state: "succeeded", total: 1, counts: { succeeded: 1 } });
  expect(faults(await storeOf(runtime.addServer().storage))).toEqual([]);
});

test("members that are removed before the batch has ended go on being counted", async () => {
  const { jobs, ...runtime } = open();
  const batch = await jobs.batch((b) => {
    b.enqueue(work, "a", { keep: { succeeded: "1m" } });
    b.schedule(work, "b", { delay: "2d" });
  });

  await runtime.advance("1d");
  expect(await jobs.monitor.jobs({ batchId: batch.id })).toHaveLength(1);
  expect(await batch.get()).toMatchObject({ state: "running", total: 2, counts: { succeeded: 1 } });
  await runtime.advance("1d");

  expect(await batch.get()).toMatchObject({ state: "succeeded", progress: 1 });
});

test("a failed member stays as long as something waits for the success of its batch", async () => {
  const { jobs, ...runtime } = open();
  const batch = await jobs.batch((b) => b.enqueue(bad, undefined, { keep: { failed: "1h" } }), {
    onSucceeded: { job: work, args: "then" },
    keep: { failed: "1h" },
  });

  await runtime.advance("3d");
  expect((await jobs.get(batch.jobs[0]!))?.state).toBe("failed");
  await jobs.delete(batch.onSucceeded!);
  await runtime.advance("3d");

  expect(await jobs.get(batch.jobs[0]!)).toBeUndefined();
  expect(await batch.get()).toBeUndefined();
});

test("clearing some members keeps the counts right, clearing all of them takes the batch along", async () => {
  const { jobs, ...runtime } = open();
  const batch = await jobs.batch((b) => {
    b.enqueue(work, "a");
    b.enqueue(bad);
    b.schedule(work, "c", { delay: "1h" }, { queue: "other" });
  });
  await runtime.settle();

  await jobs.clear({ state: "succeeded" });
  expect(await batch.get()).toMatchObject({ state: "running", counts: { succeeded: 1, failed: 1 } });
  await jobs.clear({ queue: "other" });
  expect(await batch.get()).toMatchObject({ state: "failed", counts: { deleted: 1 }, total: 3 });
  await jobs.clear();

  expect(await batch.get()).toBeUndefined();
});

test("a batch that is cleared while it awaits its beginning leaves no nested one behind", async () => {
  const { jobs, ...runtime } = open();
  runtime.kill();
  const parent = await jobs.enqueue(work, "parent");
  let nested: string | undefined;
  const batch = await jobs.batch(
    (b) => {
      nested = b.batch((inner) => void inner.enqueue(work, "inner")).id;
    },
    { after: parent },
  );

  await jobs.clear();
  // What it has left is done by whoever comes next: until then it is there for the one in it.
  const [inner] = await jobs.monitor.batches({ parentId: batch.id });
  expect(inner).toMatchObject({ id: nested, state: "awaiting" });
  runtime.restart();
  await runtime.settle();

  expect(await jobs.monitor.batches({ parentId: batch.id })).toMatchObject([
    { id: nested, state: "deleted" },
  ]);
  await jobs.clear();
  expect(await jobs.monitor.batches()).toHaveLength(0);
});

test("pages of batches go on exactly, by state, within another and by an id", async () => {
  const { jobs, ...runtime } = open();
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    ids.unshift((await jobs.batch((b) => i % 2 === 0 && b.schedule(work, "a", { delay: "1h" }))).id);
  }
  await runtime.settle();
  const read = async (query: Parameters<typeof jobs.monitor.batches>[0]): Promise<string[]> => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await jobs.monitor.batches({ ...query, limit: 2, ...(after ? { after } : {}) });
      found.push(...page.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    return found;
  };

  expect(await read({})).toEqual(ids);
  expect(await read({ state: "running" })).toEqual([ids[0], ids[2], ids[4]]);
  expect((await jobs.monitor.batches({ after: ids[2]! })).map(({ id }) => id)).toEqual([ids[3], ids[4]]);
  await expect(jobs.monitor.batches({ after: "batch:none" })).rejects.toMatchObject({ code: "invalid-job" });
  await expect(jobs.monitor.batches({ state: "done" as "failed" })).rejects.toMatchObject({
    code: "invalid-job",
  });
});

test("listeners are told of each change of a batch, once for all that a commit did", async () => {
  const { jobs, ...runtime } = open();
  const told: [string, string | undefined, number, number][] = [];
  jobs.addEventListener("batch", ({ state, previous, ended, total }: BatchEvent) =>
    told.push([state, previous, ended, total]),
  );

  await jobs.batch((b) => {
    for (let i = 0; i < 3; i++) b.enqueue(work, String(i));
  });
  await runtime.settle();

  expect(told[0]).toEqual(["running", undefined, 0, 3]);
  expect(told.at(-1)).toEqual(["succeeded", "running", 3, 3]);
  expect(told.length).toBeLessThanOrEqual(4);
});

test("ended() waits for the end, whichever way, and gives up when it is told to", async () => {
  const { jobs, ...runtime } = open();
  const batch = await jobs.batch((b) => b.schedule(bad, undefined, { delay: "1h" }));
  const late = batch.ended({ timeout: "1m" }).catch((error: unknown) => error);
  const end = batch.ended();

  await runtime.advance("1h");

  expect(await late).toMatchObject({ code: "result-timeout" });
  expect(await end).toMatchObject({ state: "failed", ended: 1 });
});
