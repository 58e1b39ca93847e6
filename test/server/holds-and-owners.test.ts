import { expect, test } from "vitest";
import { Cron, defineJob, HoldError, handle } from "../../src/index.ts";
import { createTestRuntime } from "../../src/testing.ts";

const send = defineJob<string, string>("send");
const sync = defineJob("sync", { hold: "auth" });

test("a hold keeps the jobs that name it, in every context, until it is released", async () => {
  const ran: string[] = [];
  const runtime = createTestRuntime({
    handlers: [handle(sync, () => void ran.push("sync")), handle(send, (to) => `${ran.push(to)} ${to}`)],
  });
  const { client } = runtime;
  expect(await client.hold("auth", "signed out")).toBe(true);
  expect(await runtime.addClient().hold("auth")).toBe(false);

  const held = await client.enqueue(sync);
  await client.enqueue(send, "Ada");
  await runtime.settle();
  expect(ran).toEqual(["Ada"]);
  expect((await client.get(held))?.waitingFor).toEqual([
    { kind: "hold", detail: "Held by 'auth': signed out" },
  ]);

  expect(await client.release("auth")).toBe(true);
  await runtime.settle();
  expect(ran).toEqual(["Ada", "sync"]);
  expect(await client.release("auth")).toBe(false);
});

test("a handler that throws HoldError places the hold and spends no attempt, whatever its job named", async () => {
  let signedIn = false;
  let tries = 0;
  const runtime = createTestRuntime({
    handlers: [
      handle(send, (to) => {
        tries += 1;
        if (!signedIn) throw new HoldError("auth", "The token has expired.");
        return to;
      }),
    ],
  });
  const { client } = runtime;
  const ids = await client.enqueueMany([
    { job: send, args: "Ada" },
    { job: send, args: "Grace", options: { hold: "auth" } },
  ]);
  await runtime.advance("1h");

  expect(tries).toBeLessThanOrEqual(2);
  for (const id of ids) {
    expect(await client.get(id)).toMatchObject({
      state: "enqueued",
      attempt: 0,
      waitingFor: [{ kind: "hold", detail: "Held by 'auth': The token has expired." }],
    });
  }

  signedIn = true;
  await client.release("auth");
  await runtime.settle();
  for (const id of ids) expect(await client.get(id)).toMatchObject({ state: "succeeded", attempt: 1 });
});

test("a server that is given an owner runs that one's jobs and nobody's, and clear wipes a user's", async () => {
  const ran: string[] = [];
  let signedIn: string | undefined = "ada";
  const runtime = createTestRuntime({
    owner: () => signedIn ?? "",
    handlers: [handle(send, (to) => `${ran.push(to)} ${to}`)],
  });
  const ada = runtime.addClient({ owner: "ada" });
  const grace = runtime.addClient({ owner: "grace" });

  await ada.enqueue(send, "by ada");
  const waiting = await grace.enqueue(send, "by grace");
  await runtime.client.enqueue(send, "by nobody");
  await runtime.settle();
  expect(new Set(ran)).toEqual(new Set(["by ada", "by nobody"]));
  expect(await grace.get(waiting)).toMatchObject({ state: "enqueued", owner: "grace" });

  signedIn = "grace";
  await runtime.server.wake();
  await runtime.settle();
  expect(ran).toContain("by grace");

  expect(await runtime.client.clear({ owner: "grace" })).toBe(1);
  expect(await grace.get(waiting)).toBeUndefined();
  expect(await runtime.client.monitor.statistics()).toMatchObject({ succeeded: 2 });
});

test("clear deletes what still runs or waits: signals abort, continuations are told, counters agree", async () => {
  let aborted: unknown;
  const runtime = createTestRuntime({
    handlers: [
      handle(send, (to, { signal }) => {
        if (to !== "slow") return to;
        return new Promise<string>((_, reject) => {
          signal.addEventListener("abort", () => {
            aborted = signal.reason;
            reject(signal.reason);
          });
        });
      }),
    ],
  });
  const { client } = runtime;
  const slow = await client.enqueue(send, "slow", { queue: "mail" });
  const child = await client.continueWith(slow, send, "after", { queue: "other" });
  await runtime.settle();

  expect(await client.clear({ queue: "mail" })).toBe(1);
  await runtime.settle();

  expect(aborted).toMatchObject({ code: "job-deleted" });
  expect(await client.get(child)).toMatchObject({ state: "deleted" });
  expect(await client.monitor.statistics()).toMatchObject({ enqueued: 0, processing: 0, deleted: 1 });
});

test("a job of a newer version waits for its handler; one of an older version is migrated", async () => {
  const v1 = defineJob<{ name: string }, string>("greet");
  const v2 = defineJob<{ first: string }, string>("greet", {
    version: 2,
    migrate: (args, from) => ({ first: `${(args as { name: string }).name} (from ${from})` }),
  });
  const runtime = createTestRuntime({ handlers: [handle(v1, ({ name }) => name)] });
  const { client } = runtime;
  const newer = await client.enqueue(v2, { first: "Ada" });
  await runtime.settle();
  expect((await client.get(newer))?.waitingFor).toEqual([
    {
      kind: "no-handler",
      detail: "It comes from a newer version of the app (greet 2) and waits for that to run.",
    },
  ]);

  runtime.kill();
  const older = await client.enqueue(v1, { name: "Grace" });
  runtime.addServer({ handlers: [handle(v2, ({ first }) => first)] });
  await runtime.settle();
  expect(await client.get(newer)).toMatchObject({ state: "succeeded", result: "Ada" });
  expect(await client.get(older)).toMatchObject({ state: "succeeded", result: "Grace (from 0)" });
});

test("a renamed job still runs what was enqueued under its old name", async () => {
  const old = defineJob<string, string>("mail");
  const renamed = defineJob<string, string>("send-mail", { aliases: ["mail"] });
  const runtime = createTestRuntime({ handlers: [handle(renamed, (to) => to)] });

  const id = await runtime.client.enqueue(old, "Ada");
  await runtime.settle();

  expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded", result: "Ada" });
});

test("a job that runs in a window only isn't taken by the service worker", async () => {
  const draw = defineJob("draw", { runsIn: "window" });
  const runtime = createTestRuntime({ handlers: [handle(draw, () => {})] });

  const id = await runtime.client.enqueue(draw);
  await runtime.settle();
  expect((await runtime.client.get(id))?.waitingFor).toEqual([
    { kind: "not-here", detail: "It runs in a page with a job server only." },
  ]);

  runtime.addServer({ kind: "window" });
  await runtime.settle();
  expect(await runtime.client.get(id)).toMatchObject({ state: "succeeded" });
});

test("a job that runs in a window only waits for a page, also where nobody else has its handler", async () => {
  const draw = defineJob("draw", { runsIn: "window" });
  const runtime = createTestRuntime({ handlers: [handle(defineJob("other"), () => {})] });

  const id = await runtime.client.enqueue(draw);
  await runtime.settle();

  expect((await runtime.client.get(id))?.waitingFor).toEqual([
    { kind: "not-here", detail: "It runs in a page with a job server only." },
  ]);
});

test("what an owned job's handler enqueues or declares is its owner's too, so that a sign-out leaves nothing of it", async () => {
  const child = defineJob<string, string>("child");
  const runtime = createTestRuntime({
    handlers: [
      handle(send, async (to, { client }) => {
        await client.enqueue(child, "x".repeat(20_000), { queue: "later" });
        await client.recurring.addOrUpdate("daily", child, "again", Cron.daily());
        return to;
      }),
    ],
  });
  const ada = runtime.addClient({ owner: "ada" });
  const id = await ada.enqueue(send, "Ada");
  await runtime.settle();
  expect(await ada.get(id)).toMatchObject({ state: "succeeded", owner: "ada" });
  expect((await runtime.client.monitor.jobs({ name: "child" }))[0]).toMatchObject({ owner: "ada" });

  expect(await runtime.client.clear({ owner: "ada" })).toBe(2);

  expect(await runtime.client.monitor.jobs()).toEqual(expect.objectContaining({ length: 0 }));
  expect(await runtime.client.recurring.list()).toEqual([]);
});

test("a migration that throws fails its attempt, and is tried again like anything else", async () => {
  let tries = 0;
  const v1 = defineJob<{ name: string }, string>("greet");
  const v2 = defineJob<{ first: string }, string>("greet", {
    version: 1,
    retry: { delay: "1m" },
    migrate: (args) => {
      tries += 1;
      if (tries === 1) throw new Error("not migrated");
      return { first: (args as { name: string }).name };
    },
  });
  const runtime = createTestRuntime({ handlers: [handle(v2, ({ first }) => first)] });
  const id = await runtime.client.enqueue(v1, { name: "Ada" }, { retry: { delay: "1m" } });
  await runtime.advance("2m");

  const job = await runtime.client.get(id);
  expect(job).toMatchObject({ state: "succeeded", result: "Ada", attempt: 2, args: { name: "Ada" } });
  expect(job?.history.map(({ data }) => (data as { error?: { message: string } })?.error?.message)).toContain(
    "not migrated",
  );
});

test("a job under an alias of a newer version waits as well", async () => {
  const renamed = defineJob<string, string>("send-mail", { aliases: ["mail"], version: 1 });
  const runtime = createTestRuntime({ handlers: [handle(renamed, (to) => to)] });
  const newer = await runtime.client.enqueue(defineJob<string, string>("mail", { version: 2 }), "Ada");
  await runtime.settle();

  expect((await runtime.client.get(newer))?.waitingFor).toMatchObject([{ kind: "no-handler" }]);
});

test.each(["", "x".repeat(65), "a\nb", undefined])(
  "a handler can't hold its job by a name that nobody could release: %j",
  async (name) => {
    const runtime = createTestRuntime({
      handlers: [
        handle(send, () => {
          throw new HoldError(name as string);
        }),
      ],
    });

    const id = await runtime.client.enqueue(send, "Ada", { retry: false });
    await runtime.settle();

    expect(await runtime.client.get(id)).toMatchObject({
      state: "failed",
      error: { name: "InvalidJobError" },
    });
    expect(await runtime.client.monitor.holds()).toEqual([]);
  },
);
