import { expect, test } from "vitest";
import { Cron, defineJob, HoldError, handle, StorageFullError } from "../../src/index.ts";
import { leftRow } from "../../src/operations/left.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { takeInLeft } from "../../src/operations/take-in.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { openOutbox } from "../../src/storage/indexeddb/outbox.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { bendTransactions, doomed } from "../support/aborting.ts";
import { aftermath } from "../support/aftermath.ts";
import type { Store } from "../support/audit.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { makeLeft } from "../support/leave.ts";
import { NOON } from "../support/make-job.ts";

useFakeIndexedDB();
bendTransactions();

const good = defineJob<string, string>("good");
const flaky = defineJob<void, string>("flaky", { retry: { attempts: 2, delay: "10s" } });
const long = defineJob<void, string>("long");
const held = defineJob<void, string>("held", { hold: "auth" });
const stuck = defineJob<void, string>("stuck");

const handlers = [
  handle(good, (args) => args),
  handle(flaky, (_, { attempt }) => {
    if (attempt === 1) throw new Error("once");
    return "second";
  }),
  handle(long, async (_, context) => {
    context.log("info", "begins");
    context.progress(0.5);
    await context.step("first", () => 1);
    await context.checkpoint({ at: 1 });
    await context.sleep("rest", "5s");
    return "done";
  }),
  handle(held, (_, { attempt }) => {
    if (attempt > 5) return "never";
    throw new HoldError("auth");
  }),
  handle(stuck, () => new Promise<string>(() => {})),
];

/** The same jobs in better times: each comes to an end. */
const healed = handlers.map(({ definition }) =>
  definition.name === "long"
    ? handlers.find((each) => each.definition.name === "long")!
    : handle(definition as typeof stuck, () => "at last"),
);

/** Every write there is, found by what the files of operations export: a new one is missed here at once. */
const writes = Object.values(
  import.meta.glob<Record<string, unknown>>("../../src/operations/*.ts", { eager: true }),
)
  .flatMap((module) => Object.values(module))
  .filter(
    (each): each is Operation<unknown, unknown> =>
      typeof each === "object" &&
      each !== null &&
      "decide" in each &&
      "mode" in each &&
      each.mode === "readwrite",
  )
  .map(({ name }) => name);

/** More members than one transaction walks through. */
const MANY = 201;

interface Played {
  aborts: Map<string, number>;
  /** What was stored after each write, in order. */
  moments: { after: string; at: number; store: Store }[];
}

/** What a page leaves before it has the rules. */
async function leave(id: string): Promise<void> {
  const outbox = openOutbox({ name: "jobs", durability: "relaxed", onStored() {} });
  const call = makeLeft({ id, definition: good, args: "early" });
  const stored = new Promise<boolean>((done) => outbox.leave(leftRow(id, [call]), done));
  expect(await stored).toBe(true);
  await outbox.close();
}

/** One of everything that clients and servers do, each write aborted wherever it can be before it is let through. */
async function play(): Promise<Played> {
  const aborts = new Map<string, number>();
  const moments: Played["moments"] = [];
  let full = 0;
  let storage: Storage | undefined;
  const runtime = createTestRuntime({
    now: NOON,
    handlers,
    openStorage({ platform }) {
      storage = doomed(
        new IndexedDbStorage({ name: "jobs" }, platform),
        new IndexedDbStorage({ name: "jobs" }, platform),
        {
          aborts,
          onCommit: (after, store) => void moments.push({ after, at: platform.clock.now(), store }),
          refusal: ({ name }) =>
            name === "advance" && full-- > 0 ? new StorageFullError("The quota is used up.") : undefined,
        },
      );
      return storage;
    },
  });
  const { client } = runtime;
  const first = await client.enqueue(good, "x".repeat(12_000));
  const after = await client.continueWith(first, good, "after");
  await client.enqueueMany([
    { job: flaky, args: undefined },
    { job: long, args: undefined },
    { job: held, args: undefined },
  ]);
  const later = await client.schedule(good, "later", { delay: "30s" });
  await client.enqueue(good, "a", { unique: { key: "one", onConflict: "replace" } });
  await client.enqueue(good, "b", { unique: { key: "one", onConflict: "replace" } });
  const wish = await client.enqueue(good, "wish");
  runtime.device({ charging: false });
  const rather = await client.enqueue(good, "rather", { prefers: { charging: true, within: "1h" } });
  await client.monitor.limitQueue("mail", { concurrency: 2 });
  await client.recurring.addOrUpdate("often", good, "again", Cron.minutely(), { maxRuns: 2 });
  await client.recurring.change("often", { schedule: Cron.minutely(), misfire: "ignore" });
  await client.recurring.trigger("often");
  await client.recurring.pause("often");
  await client.recurring.resume("often");
  const batch = await client.batch((one) => {
    one.enqueue(stuck);
    one.enqueue(stuck);
  });
  await client.pauseQueue("mail");
  const crowd = await client.batch((one) => {
    for (let i = 0; i < MANY; i++) one.enqueue(stuck, undefined, { queue: "mail" });
  });
  await runtime.advance("20s");
  await client.hurry(rather);
  await client.release("auth");
  await client.resumeQueue("mail");
  await client.reschedule(later, { delay: "10s" });
  await client.enqueue(stuck);
  await runtime.settle();
  await leave("early");
  await storage?.run(takeInLeft, { now: runtime.now() });
  await crowd.cancel();
  await runtime.interrupt();
  await client.requeue(first);
  await client.duplicate(after);
  await client.delete(wish);
  // Neither the log nor the result of what ends next can be stored, and then not even its end.
  full = 4;
  await client.enqueue(good, "just now");
  const page = runtime.addServer({ handlers: [] });
  // One that says by itself that it lives.
  runtime.addServer({ kind: "dedicated-worker", handlers: [] });
  await runtime.settle();
  page.context.suspend();
  await runtime.advance("3m");
  let text = "";
  for await (const piece of client.export()) text += piece;
  await client.recurring.removeIfExists("often");
  await client.import(text);
  await batch.cancel();
  await client.clear({ queue: "default" });
  await client.clear();
  await client.clear({ namespace: "default" });
  await runtime.close();
  // What is expected of a server's own writes fails there, and would be seen by nobody.
  expect(runtime.errors.filter((error) => !(error instanceof StorageFullError))).toEqual([]);
  return { aborts, moments };
}

let played: Promise<Played> | undefined;
/** Once, for whichever test asks first. */
const story = (): Promise<Played> => {
  played ??= play();
  return played;
};

test("every write, aborted at each of its requests and at its commit, has changed nothing, and then goes through", async () => {
  const { aborts } = await story();

  expect(writes.filter((name) => !aborts.has(name))).toEqual([]);
  // Each reads, or writes, and commits.
  for (const [name, times] of aborts) expect(times, name).toBeGreaterThan(1);
}, 120_000);

test("wherever everything dies at once, before or after a write, one new context brings all to its end", async () => {
  const { moments } = await story();

  let wasFull = false;
  for (const [i, { after, at, store }] of moments.entries()) {
    wasFull ||= after === "make-room";
    expect(await aftermath(store, at, healed, wasFull), `after write ${i}, ${after}`).toEqual([]);
  }
}, 120_000);
