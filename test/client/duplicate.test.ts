import { describe, expect, test } from "vitest";
import { defineJob, handle, InvalidJobError } from "../../src/index.ts";
import { alone } from "../support/alone.ts";
import { NOON } from "../support/make-job.ts";
import { jobOf, makeRuntime } from "../support/runtime.ts";

const send = defineJob<{ to: string; token?: string; big?: string }>("send", {
  queue: "mail",
  priority: 3,
  tags: ["vip"],
  timeout: "1m",
  retry: { attempts: 2, delay: "5s" },
  redact: ["token"],
  displayName: ({ to }) => `To ${to}`,
});

describe("a copy of a job", () => {
  test("has all that the app gave the job, arguments of its own, and runs", async () => {
    const sent: string[] = [];
    const runtime = makeRuntime([
      handle(send, ({ to }) => {
        sent.push(to);
        if (to === "nobody") throw new Error("no such address");
      }),
    ]);
    const id = await runtime.client.enqueue(send, { to: "nobody" }, { retry: false, unique: { key: "k" } });
    await runtime.settle();

    const copy = await runtime.client.duplicate(id, { args: { to: "ada" } });
    await runtime.settle();

    const { history, ...job } = await jobOf(runtime, copy!);
    expect(copy).not.toBe(id);
    expect(sent).toEqual(["nobody", "ada"]);
    expect(job).toMatchObject({
      name: "send",
      queue: "mail",
      priority: 3,
      state: "succeeded",
      args: { to: "ada" },
      maxAttempts: 1,
      tags: ["vip"],
      redact: ["token"],
    });
    expect(history[0]).toEqual({ state: "enqueued", at: NOON, reason: `A copy of ${id}.` });
    expect((await jobOf(runtime, id)).state).toBe("failed");
  });

  test("without changes has the job's own arguments, large ones too", async () => {
    const { client, driver } = alone();
    const big = "x".repeat(40_000);
    const id = await client.enqueue(send, { to: "ada", big });

    const copy = await client.duplicate(id);
    const smaller = await client.duplicate(id, { args: { to: "bob" }, queue: "slow" });

    expect((await client.get(copy!))?.args).toEqual({ to: "ada", big });
    expect(await client.get(smaller!)).toMatchObject({ args: { to: "bob" }, queue: "slow" });
    expect(await client.monitor.statistics()).toMatchObject({ enqueued: 3, queues: 2 });
    expect(await driver.faults()).toEqual([]);
  });

  test("of a job that isn't there is none", async () => {
    const { client, driver } = alone();

    expect(await client.duplicate("nobody", { args: 1 })).toBeUndefined();
    expect((await driver.store()).jobs).toEqual([]);
  });

  test.each<[changes: object, what: string]>([
    [{ queue: "Not A Queue" }, "queue"],
    [{ arguments: 1 }, "arguments"],
    [{ args: { run: () => 1 } }, "args.run"],
  ])("is refused with %o, naming %s", async (changes, what) => {
    const { client } = alone();
    const id = await client.enqueue(send, { to: "ada" });

    const refusal = client.duplicate(id, changes);

    await expect(refusal).rejects.toBeInstanceOf(InvalidJobError);
    await expect(refusal).rejects.toThrow(what);
    expect(await client.monitor.statistics()).toMatchObject({ enqueued: 1 });
  });
});
