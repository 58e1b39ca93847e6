import { describe, expect, test } from "vitest";
import { defineJob, handle, InvalidJobError } from "../../src/index.ts";
import { deferred } from "../support/deferred.ts";
import { makeRuntime } from "../support/runtime.ts";

const sync = defineJob<string>("sync", { concurrency: { key: (user) => user, limit: 1 } });
const call = defineJob("call", { rateLimit: { limit: 2, per: "1m", key: "api" } });
const upload = defineJob("upload", { hold: "auth" });

describe("monitor.limits", () => {
  test("tells of each key its limit, how much of it is used, and who stands in line", async () => {
    const gate = deferred<void>();
    const { jobs, settle, now } = runtimeOf(gate.promise);
    for (const user of ["ada", "ada", "ada", "grace"]) await jobs.enqueue(sync, user);
    for (let i = 0; i < 5; i++) await jobs.enqueue(call);
    await settle();

    expect([...(await jobs.monitor.limits())]).toEqual([
      { kind: "concurrency", key: "ada", limit: 1, used: 1, waiting: 2 },
      { kind: "concurrency", key: "grace", limit: 1, used: 1, waiting: 0 },
      {
        kind: "rate",
        key: "api",
        limit: 2,
        per: 60_000,
        mode: "sliding",
        used: 2,
        waiting: 3,
        opensAt: now() + 60_000,
      },
    ]);
    gate.resolve();
  });

  test("is empty once there is nothing to count", async () => {
    const { jobs, settle } = runtimeOf(Promise.resolve());
    await jobs.enqueue(sync, "ada");
    await settle();

    expect([...(await jobs.monitor.limits())]).toEqual([]);
  });

  test("comes in pages, and leaves the limits of whole queues to queues()", async () => {
    const gate = deferred<void>();
    const { jobs, settle } = runtimeOf(gate.promise);
    await jobs.monitor.limitQueue("default", { rateLimit: { limit: 9, per: "1h" } });
    for (const user of ["ada", "grace", "linus"]) await jobs.enqueue(sync, user);
    await jobs.enqueue(call);
    await settle();

    const keys: string[] = [];
    let after: string | undefined;
    do {
      const page = await jobs.monitor.limits({ limit: 2, ...(after === undefined ? {} : { after }) });
      keys.push(...page.map(({ key }) => key));
      after = page.next;
    } while (after !== undefined);
    expect(keys).toEqual(["ada", "grace", "linus", "api"]);
    const [queue] = await jobs.monitor.queues();
    expect(queue?.limits?.rateLimit?.used).toBe(4);
    gate.resolve();
  });

  test("refuses what it can't read", async () => {
    const { jobs } = runtimeOf(Promise.resolve());

    await expect(jobs.monitor.limits({ limit: 0 })).rejects.toThrow(InvalidJobError);
    await expect(jobs.monitor.limits({ queue: "mail" } as never)).rejects.toThrow("queue");
  });
});

test("monitor.holds tells how many jobs wait for each", async () => {
  const { jobs, settle } = runtimeOf(Promise.resolve());
  await jobs.hold("auth", "signed out");
  await jobs.hold("other");
  for (let i = 0; i < 3; i++) await jobs.enqueue(upload);
  await settle();

  expect((await jobs.monitor.holds()).map(({ name, reason, waiting }) => [name, reason, waiting])).toEqual([
    ["auth", "signed out", 3],
    ["other", undefined, 0],
  ]);
});

test("monitor.queues tells a queue that is paused by itself from one paused with all", async () => {
  const { jobs } = runtimeOf(Promise.resolve());
  await jobs.pauseQueue("mail");
  expect(await jobs.monitor.queues()).toMatchObject([{ name: "mail", paused: true }]);
  expect((await jobs.monitor.queues())[0]?.allPaused).toBeUndefined();

  await jobs.pauseQueue("*");

  expect(await jobs.monitor.queues()).toMatchObject([{ name: "mail", paused: true, allPaused: true }]);
});

test("monitor.servers tells by what weights a server shares its turns out", async () => {
  const { jobs, settle } = makeRuntime([handle(call, () => {})], { queues: { critical: 3, low: 1 } });
  await settle();

  expect(await jobs.monitor.servers()).toMatchObject([
    { queues: ["critical", "low"], weights: { critical: 3, low: 1 } },
  ]);
});

test("a continuation and a batch tell on what condition they follow; success goes without saying", async () => {
  const { jobs } = runtimeOf(Promise.resolve());
  await jobs.pauseQueue("*");
  const parent = await jobs.enqueue(call);
  const [onSuccess, onEnd] = [
    await jobs.continueWith(parent, upload),
    await jobs.continueWith(parent, upload, undefined, { on: "finished" }),
  ];
  const batch = await jobs.batch((b) => b.enqueue(call), { after: parent, on: "failed" });

  expect((await jobs.get(onSuccess))?.on).toBeUndefined();
  expect((await jobs.get(onEnd))?.on).toBe("finished");
  expect((await batch.get())?.on).toBe("failed");
});

function runtimeOf(gate: Promise<void>) {
  const handlers = [handle(sync, () => gate), handle(call, () => gate), handle(upload, () => {})];
  return makeRuntime(handlers, { workers: 10 });
}
