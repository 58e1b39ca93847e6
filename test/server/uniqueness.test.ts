import { expect, test } from "vitest";
import { defineJob, handle, JobConflictError } from "../../src/index.ts";
import { createTestRuntime } from "../../src/testing.ts";

const save = defineJob<{ draft: number; text: string }, string>("save", {
  unique: { key: ({ draft }) => `draft-${draft}` },
});
const DAY = 86_400_000;
const other = defineJob<string>("other", { unique: { key: "draft-1" } });

test("keep answers the id of the job that stands, also to calls made at once and to another tab", async () => {
  const runtime = createTestRuntime();
  const { client } = runtime;
  const tab = runtime.addClient();

  const ids = await Promise.all([
    client.enqueue(save, { draft: 1, text: "a" }),
    client.enqueue(save, { draft: 1, text: "b" }),
    tab.enqueue(save, { draft: 1, text: "c" }),
    client.enqueue(save, { draft: 2, text: "d" }),
    client.enqueue(other, "another job's key is its own"),
  ]);

  expect(new Set(ids).size).toBe(3);
  expect(await client.monitor.statistics()).toMatchObject({ enqueued: 3 });
  expect((await client.get(ids[0]))?.args).toEqual({ draft: 1, text: "a" });
});

test("a job that has ended no longer stands in the way; one that is begun does, unless only the queue counts", async () => {
  let finish = (): void => {};
  const runtime = createTestRuntime({
    handlers: [
      handle(save, async ({ text }) => {
        if (text === "slow") await new Promise<void>((resolve) => (finish = resolve));
        return text;
      }),
    ],
  });
  const { client } = runtime;
  const first = await client.enqueue(save, { draft: 1, text: "slow" });
  await runtime.settle();

  expect(await client.enqueue(save, { draft: 1, text: "b" })).toBe(first);
  const queued = { unique: { key: "draft-1", while: "enqueued" as const } };
  const counted = await client.enqueue(save, { draft: 1, text: "slow" }, queued);
  expect(counted).toBe(first);

  finish();
  await runtime.settle();
  const second = await client.enqueue(save, { draft: 1, text: "slow" }, queued);
  expect(second).not.toBe(first);
  await runtime.settle();
  const third = await client.enqueue(save, { draft: 1, text: "c" }, queued);
  expect(third).not.toBe(second);
});

test("replace with a delay is a debounce: only the last call's job runs", async () => {
  const saved: string[] = [];
  const runtime = createTestRuntime({
    handlers: [handle(save, ({ text }) => `${saved.push(text)} ${text}`)],
  });
  const unique = { key: "draft-1", onConflict: "replace" as const };
  for (const text of ["a", "ab", "abc"]) {
    await runtime.client.schedule(save, { draft: 1, text }, { delay: "2s" }, { unique });
    await runtime.advance("1s");
  }
  await runtime.advance("5s");

  expect(saved).toEqual(["abc"]);
  expect(await runtime.client.monitor.statistics()).toMatchObject({ succeeded: 1, deleted: 2 });
});

test("reject throws with the id of the job that stands, and stores nothing of the whole call", async () => {
  const { client } = createTestRuntime();
  const unique = { key: "one", onConflict: "reject" as const };
  const id = await client.enqueue(save, { draft: 1, text: "a" }, { unique });

  await expect(client.enqueue(save, { draft: 2, text: "b" }, { unique })).rejects.toThrow(JobConflictError);
  await expect(
    client.enqueueMany([
      { job: save, args: { draft: 3, text: "c" } },
      { job: save, args: { draft: 4, text: "d" }, options: { unique } },
    ]),
  ).rejects.toMatchObject({ code: "job-conflict", details: { id } });
  expect(await client.monitor.statistics()).toMatchObject({ enqueued: 1 });
});

test("a duration is a throttle: one job in that time, whatever has become of it", async () => {
  const runtime = createTestRuntime({ handlers: [handle(save, ({ text }) => text)] });
  const unique = { key: "k", while: "10s" as const };
  const first = await runtime.client.enqueue(save, { draft: 1, text: "a" }, { unique });
  await runtime.advance("9s");
  expect(await runtime.client.enqueue(save, { draft: 1, text: "b" }, { unique })).toBe(first);

  await runtime.advance("1s");
  expect(await runtime.client.enqueue(save, { draft: 1, text: "c" }, { unique })).not.toBe(first);
});

test("a job stands for its key for the whole of its duration, however short it is kept, and is removed then", async () => {
  const runtime = createTestRuntime({ handlers: [handle(save, ({ text }) => text)] });
  const begin = runtime.now();
  const weekly = { unique: { key: "k", while: "7d" } };
  const brief = { unique: { key: "b", while: "1h" }, keep: { succeeded: "1m" } };
  const calls = [weekly, brief].map(
    (options) => () => runtime.client.enqueue(save, { draft: 1, text: "a" }, options),
  );
  const [first, second] = await Promise.all(calls.map((call) => call()));

  await runtime.advance("59m");
  expect(await calls[1]!()).toBe(second);
  await runtime.advance("6d");
  expect(await calls[0]!()).toBe(first);
  expect((await runtime.client.get(first!))?.expiresAt).toBe(begin + 7 * DAY);

  expect(await runtime.client.get(second!)).toBeUndefined();
  await runtime.advance("2d");
  expect(await runtime.client.get(first!)).toBeUndefined();
});

test("one that was replaced stands for nothing any more, and is kept as others are that were deleted", async () => {
  const runtime = createTestRuntime({ handlers: [handle(save, ({ text }) => text)] });
  const { client } = runtime;
  const unique = { key: "k", while: "7d", onConflict: "replace" as const };
  const waiting = await client.schedule(save, { draft: 1, text: "a" }, { delay: "1h" }, { unique });
  const done = await client.enqueue(save, { draft: 1, text: "b" }, { unique });
  await runtime.settle();
  const last = await client.enqueue(save, { draft: 1, text: "c" }, { unique });
  await runtime.settle();

  for (const id of [waiting, done])
    expect(await client.get(id)).toMatchObject({ state: "deleted", expiresAt: runtime.now() + DAY });
  await runtime.advance("2d");
  expect(
    (await Promise.all([waiting, done, last].map((id) => client.get(id)))).map((job) => job?.state),
  ).toEqual([undefined, undefined, "succeeded"]);
});

test("a job that has ended is not begun anew beside one that has taken its place", async () => {
  const { client, ...runtime } = createTestRuntime({
    handlers: [handle(save, ({ text }) => text)],
  });
  const first = await client.enqueue(save, { draft: 1, text: "a" });
  await runtime.settle();
  await client.pauseQueue("default");
  const second = await client.enqueue(save, { draft: 1, text: "b" });
  expect(second).not.toBe(first);

  expect(await client.requeue(first)).toBe(false);
  expect(await client.reschedule(first, { delay: "1h" })).toBe(false);
  expect((await client.get(first))?.state).toBe("succeeded");

  await client.delete(second);
  const answers = await Promise.all([client.requeue(first), client.requeue(second)]);
  expect(answers).toEqual([true, false]);
});

test.each(["enqueued", "unfinished", "1h"] as const)(
  "one that was replaced is not begun anew beside the one that has its place, with while: %s",
  async (span) => {
    const { client } = createTestRuntime({ handlers: [handle(save, ({ text }) => text)] });
    const unique = { key: "k", while: span, onConflict: "replace" as const };
    await client.pauseQueue("default");
    const first = await client.enqueue(save, { draft: 1, text: "a" }, { unique });
    const second = await client.enqueue(save, { draft: 1, text: "b" }, { unique });

    expect(await client.requeue(first)).toBe(false);
    expect(await client.reschedule(first, { delay: "1h" })).toBe(false);

    await client.delete(second);
    // Standing for an hour, whatever becomes of it, the second has its place even now.
    if (span === "1h") return;
    expect(await client.requeue(first)).toBe(true);
    expect(await client.requeue(second)).toBe(false);
    expect(
      await client.enqueue(save, { draft: 1, text: "c" }, { unique: { ...unique, onConflict: "keep" } }),
    ).toBe(first);
  },
);

test("one that stood until it was begun does so again when it was replaced and is begun anew", async () => {
  let finish = (): void => {};
  const gate = new Promise<string>((resolve) => {
    finish = () => resolve("done");
  });
  const runtime = createTestRuntime({ handlers: [handle(save, () => gate)] });
  const { client } = runtime;
  const unique = { key: "k", while: "enqueued", onConflict: "replace" } as const;
  await client.pauseQueue("default");
  const first = await client.enqueue(save, { draft: 1, text: "a" }, { unique });
  await client.delete(await client.enqueue(save, { draft: 1, text: "b" }, { unique }));
  await client.requeue(first);
  await client.resumeQueue("default");
  await runtime.settle();
  expect((await client.get(first))?.state).toBe("processing");

  const keep = { ...unique, onConflict: "keep" } as const;
  expect(await client.enqueue(save, { draft: 1, text: "c" }, { unique: keep })).not.toBe(first);
  finish();
  await runtime.settle();
});

test("of jobs that are scheduled, awaiting, or made in one call, one stands as well, and continueWith and schedule answer it", async () => {
  const { client } = createTestRuntime();
  const parent = await client.enqueue(save, { draft: 9, text: "parent" });
  const awaiting = await client.continueWith(parent, save, { draft: 1, text: "a" });
  const later = await client.schedule(save, { draft: 1, text: "b" }, { delay: "1h" });
  const many = await client.enqueueMany([
    { job: save, args: { draft: 1, text: "c" } },
    { job: save, args: { draft: 2, text: "d" } },
    { job: save, args: { draft: 2, text: "e" } },
  ]);

  expect(later).toBe(awaiting);
  expect(many).toEqual([awaiting, many[1], many[1]]);
  expect(await client.monitor.statistics()).toMatchObject({ enqueued: 2, awaiting: 1, scheduled: 0 });
});

test("replace takes the place of all that stand, also of one that was begun and came back when another was there", async () => {
  let fail = (): void => {};
  const begun = async (): Promise<never> => new Promise((_, reject) => (fail = () => reject(new Error("x"))));
  const runtime = createTestRuntime({ handlers: [handle(save, begun)] });
  const { client } = runtime;
  const args = { draft: 1, text: "" };
  const queued = { unique: { key: "draft-1", while: "enqueued" } } as const;
  const first = await client.enqueue(save, args, queued);
  await runtime.settle();
  const second = await client.schedule(save, args, { delay: "1h" });
  expect(second).not.toBe(first);
  fail();
  await runtime.settle();
  // It waits for its next attempt: two stand for the key.
  expect((await client.get(first))?.state).toBe("scheduled");

  const replacing = { unique: { key: "draft-1", onConflict: "replace" } } as const;
  const third = await client.schedule(save, args, { delay: "1h" }, replacing);

  const states = await Promise.all([first, second, third].map(async (id) => (await client.get(id))?.state));
  expect(states).toEqual(["deleted", "deleted", "scheduled"]);
});

test("a renamed job's unique keys are those of its former name", async () => {
  const unique = { key: "inbox" };
  const old = defineJob("sync", { unique });
  const renamed = defineJob("sync-notes", { aliases: ["sync"], unique });
  const { client } = createTestRuntime();

  const before = await client.enqueue(old);
  expect(await client.enqueue(renamed)).toBe(before);

  await client.delete(before);
  const after = await client.enqueue(renamed);
  // A tab that has the old version of the app.
  expect(await client.enqueue(old)).toBe(after);
  expect(await client.requeue(before), "another stands for its key").toBe(false);
});
