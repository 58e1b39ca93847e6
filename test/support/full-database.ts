import { Cron, defineJob, FatalJobError, handle } from "../../src/index.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { createTestRuntime, type TestRuntime } from "../../src/testing.ts";
import { Driver } from "./driver.ts";

/** When the fixtures were made, by their own clock. */
export const FILLED_AT: number = Date.UTC(2027, 0, 1, 12);

export const greet = defineJob<{ name: string; at?: Date }, { said: string; at: Date }>("greet");
export const large = defineJob<string, string>("large");
export const refuse = defineJob("refuse", { retry: false });
export const retry = defineJob("retry", { retry: { attempts: 3, delay: "2h", jitter: 0 } });
export const held = defineJob("held", { hold: "auth", unique: { key: "held" } });
export const stuck = defineJob<void, string>("stuck");
export const steps = defineJob<void, number>("steps");
export const archive = defineJob<void, string>("archive");
export const member = defineJob<number, number>("member");
export const rare = defineJob<number, number>("rare", {
  rateLimit: { key: "rare", limit: 1, per: "2h" },
});

const handlers = (broken: boolean) => [
  handle(greet, ({ name, at }, { log, progress }) => {
    log("info", "greeting", { name });
    progress(1);
    return { said: `Hello, ${name}`, at: at ?? new Date(0) };
  }),
  handle(large, (text) => text.toUpperCase()),
  handle(refuse, () => {
    throw new FatalJobError("No.");
  }),
  handle(retry, () => {
    if (broken) throw new Error("Not yet.");
  }),
  handle(held, () => {}),
  handle(stuck, () => (broken ? new Promise<string>(() => {}) : "free")),
  handle(steps, async (_, { step, checkpoint, sleep }) => {
    const one = await step("one", () => (broken ? 1 : 100));
    await checkpoint({ at: "one" });
    await sleep("a while", "1d");
    return one + 1;
  }),
  handle(member, (n) => n * 2),
  handle(rare, (n) => n),
  handle(archive, (_, { parent }) => `archived ${(parent?.result as { said: string } | undefined)?.said}`),
];

export const openFull = (name: string, { now = FILLED_AT, broken = false } = {}): TestRuntime =>
  createTestRuntime({
    now,
    handlers: handlers(broken),
    openStorage: ({ platform }) => new IndexedDbStorage({ name }, platform),
  });

/** A job in every state, with everything that can belong to one. */
export async function fillDatabase(name: string): Promise<void> {
  const runtime = openFull(name, { broken: true });
  const { jobs } = runtime;
  await jobs.hold("auth", "Sign in again.");
  await jobs.recurring.addOrUpdate("nightly", archive, undefined, Cron.daily(2), {
    timeZone: "Europe/Berlin",
  });
  await jobs.recurring.addOrUpdate("often", greet, { name: "often" }, { every: "10m" });
  await jobs.enqueue(
    greet,
    { name: "Ada", at: new Date("2027-01-01T09:00:00Z") },
    { id: "done", tags: ["first"] },
  );
  await jobs.enqueue(large, "x".repeat(12_000), { id: "large" });
  await jobs.enqueue(refuse, undefined, { id: "failed" });
  await jobs.enqueue(retry, undefined, { id: "retrying" });
  await jobs.enqueue(held, undefined, { id: "held" });
  await jobs.enqueue(steps, undefined, { id: "asleep" });
  await jobs.schedule(greet, { name: "Bob" }, { delay: "3h" }, { id: "later" });
  await jobs.schedule(greet, { name: "Eve" }, { delay: "3h" }, { id: "deleted" });
  await jobs.delete("deleted");
  await jobs.continueWith("later", archive, undefined, { id: "after" });
  await jobs.pauseQueue("paused");
  await jobs.enqueue(greet, { name: "Pia" }, { id: "waiting", queue: "paused", priority: 7 });
  // Version 2: many that wait plainly, many that have ended plainly, batches, limits, preferences.
  const many = (tag: string, queue: string) =>
    Array.from({ length: 12 }, (_, n) => ({ job: member, args: n, options: { tags: [tag], queue } }));
  await jobs.enqueueMany(many("plain-waiting", "paused"));
  await jobs.enqueueMany(many("plain-done", "default"));
  await jobs.enqueueMany([1, 2, 3].map((n) => ({ job: rare, args: n, options: { tags: ["limited"] } })));
  await jobs.monitor.limitQueue("narrow", { concurrency: 1 });
  const outer = await jobs.batch(
    (b) => {
      b.enqueue(member, 1, { id: "member-done" });
      b.enqueue(member, 2, { id: "member-waiting", queue: "paused" });
      b.batch((inner) => void inner.enqueue(member, 3, { id: "inner-member", queue: "paused" }));
    },
    { id: "batch:outer", name: "Outer", onFinished: { job: archive, options: { id: "after-batch" } } },
  );
  await jobs.batch((b) => void b.enqueue(member, 4, { id: "later-member" }), {
    id: "batch:later",
    after: outer,
  });
  runtime.device({ network: "metered" });
  await jobs.enqueue(member, 5, {
    id: "preferring",
    prefers: { network: "unmetered", within: "8h" },
  });
  await runtime.advance("30m");
  await jobs.enqueue(stuck, undefined, { id: "stuck" });
  await runtime.settle();
  // The browser dies in the middle of it.
  runtime.kill();
  await runtime.close();
  // Version 3: a page that enqueued one after another has gone in the midst of it, and the totals are in its stream.
  const page = new IndexedDbStorage(
    { name },
    new VirtualBrowser(new VirtualClock(FILLED_AT)).open().platform,
  );
  const driver = new Driver(page);
  driver.now = FILLED_AT + 30 * 60_000;
  for (let n = 0; n < 12; n++)
    await driver.add({ id: `streamed-${n}`, name: "member", args: n, queue: "paused", tags: ["streamed"] });
  await page.close();
}
