import * as fake from "fake-indexeddb";
import { expect, test } from "vitest";
import { Cron, defineJob, HoldError, handle } from "../../src/index.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "../support/audit.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { NOON } from "../support/make-job.ts";

useFakeIndexedDB();

/** Each transaction is aborted at its request of this number, the last being its commit. */
let doomedAt = Number.POSITIVE_INFINITY;
const requested = new WeakMap<object, number>();
const passes = (transaction: object): boolean => {
  const nth = requested.get(transaction) ?? 0;
  requested.set(transaction, nth + 1);
  return nth !== doomedAt;
};

for (const kind of [fake.IDBObjectStore, fake.IDBIndex]) {
  for (const name of ["get", "getAll", "openCursor", "put", "delete"] as const) {
    const prototype = kind.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
    const request = prototype[name];
    if (!request) continue;
    prototype[name] = function (this: IDBObjectStore | IDBIndex, ...given: unknown[]) {
      const answer = request.apply(this, given);
      const { transaction } = "objectStore" in this ? this.objectStore : this;
      if (passes(transaction)) return answer;
      // Reads are asked for side by side: no browser aborts in the middle of that.
      if (name === "put" || name === "delete") transaction.abort();
      else queueMicrotask(() => transaction.abort());
      return answer;
    };
  }
}
const { commit } = fake.IDBTransaction.prototype;
fake.IDBTransaction.prototype.commit = function () {
  if (passes(this)) commit.call(this);
  else this.abort();
};

let last: Promise<unknown> = Promise.resolve();
/** One after the other, whichever context asks: what is doomed is this one's and no other's. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const next = last.then(work, work);
  last = next.catch(() => {});
  return next;
};

/**
 * Runs every write again and again, aborted at its first request, its second …, at its commit, before it is let through:
 * an aborted one must have changed nothing, and one that went through must leave a sound store.
 */
function doomed(inner: Storage, witness: Storage, seen: Map<string, number>): Storage {
  const aborted = async (run: () => Promise<unknown>, at: number): Promise<boolean> => {
    doomedAt = at;
    const failed = await run().then(
      () => false,
      () => true,
    );
    doomedAt = Number.POSITIVE_INFINITY;
    return failed;
  };
  return {
    run: (operation, input, options) =>
      inTurn(async () => {
        if (operation.mode === "readonly") return inner.run(operation, input, options);
        let answer: unknown;
        const run = async (): Promise<void> => {
          answer = await inner.run(operation, input, options);
        };
        const before = await storeOf(witness);
        let at = 0;
        for (; await aborted(run, at); at++)
          expect(await storeOf(witness), `${operation.name}, aborted at ${at}`).toEqual(before);
        expect(faults(await storeOf(witness)), operation.name).toEqual([]);
        seen.set(operation.name, Math.max(at, seen.get(operation.name) ?? 0));
        return answer as never;
      }),
    subscribe: (listener) => inner.subscribe(listener),
    onStatus: (listener) => inner.onStatus(listener),
    close: () => inner.close(),
  };
}

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

/** Not reached by what follows; each has tests of its own. A new write belongs into the story below, not here. */
const ELSEWHERE = [
  "change-recurring",
  "do-chore",
  "heartbeat",
  "import-definitions",
  "limit-queues",
  "make-room",
  "waive-preferences",
  "wipe",
];

test("every write, aborted at each of its requests and at its commit, has changed nothing, and then goes through", async () => {
  const seen = new Map<string, number>();
  const runtime = createTestRuntime({
    now: NOON,
    handlers,
    openStorage: ({ platform }) =>
      doomed(
        new IndexedDbStorage({ name: "jobs" }, platform),
        new IndexedDbStorage({ name: "jobs" }, platform),
        seen,
      ),
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
  await client.recurring.addOrUpdate("often", good, "again", Cron.minutely(), { maxRuns: 2 });
  await client.recurring.trigger("often");
  await client.recurring.pause("often");
  await client.recurring.resume("often");
  const batch = await client.batch((one) => {
    one.enqueue(stuck);
    one.enqueue(stuck);
  });
  await client.pauseQueue("mail");
  await runtime.advance("20s");
  await client.release("auth");
  await client.resumeQueue("mail");
  await client.reschedule(later, { delay: "10s" });
  await client.enqueue(stuck);
  await runtime.settle();
  await runtime.interrupt();
  await client.requeue(first);
  await client.duplicate(after);
  await client.delete(wish);
  const page = runtime.addServer({ handlers: [] });
  await runtime.settle();
  page.context.suspend();
  await runtime.advance("3m");
  await client.recurring.removeIfExists("often");
  let text = "";
  for await (const piece of client.export()) text += piece;
  await client.import(text);
  await batch.cancel();
  await client.clear({ queue: "default" });
  await client.clear();
  await runtime.close();

  expect(writes.filter((name) => !seen.has(name)).sort()).toEqual(ELSEWHERE);
  // Each reads, or writes, and commits.
  for (const [name, aborts] of seen) expect(aborts, name).toBeGreaterThan(1);
}, 120_000);
