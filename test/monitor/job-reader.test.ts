import { expect, test } from "vitest";
import { defineJob, handle, JobDeletedError, StorageLostError } from "../../src/index.ts";
import { doChore } from "../../src/operations/do-chore.ts";
import { leftRow } from "../../src/operations/left.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { leave, makeLeft } from "../support/leave.ts";
import { NOON } from "../support/make-job.ts";
import { makeGate, makeRuntime } from "../support/runtime.ts";

const work = defineJob<string, string>("work");
const LARGE = "x".repeat(20_000);

/** A runtime whose storage writes down how many jobs each reading was asked for, and may fail at a job. */
function makeWorld(handler: (args: string) => string | Promise<string>) {
  const database = new MemoryDatabase();
  const reads: number[] = [];
  const broken = new Set<string>();
  const openStorage = (): Storage => {
    const inner = new MemoryStorage(database);
    return {
      async run(operation, input) {
        if (operation.name !== "read-jobs") return inner.run(operation, input);
        // As over IndexedDB, where a transaction is begun a little later.
        await Promise.resolve();
        const { ids } = input as { ids: readonly string[] };
        reads.push(ids.length);
        if (ids.some((id) => broken.has(id))) throw new StorageLostError("The disk is asleep.");
        return inner.run(operation, input);
      },
      subscribe: (listener) => inner.subscribe(listener),
      onStatus: (listener) => inner.onStatus(listener),
      close: () => inner.close(),
    };
  };
  const runtime = makeRuntime([handle(work, handler)], { openStorage });
  return { runtime, reads, broken };
}

const enqueue = ({ jobs }: TestRuntime, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => jobs.enqueue(work, i % 2 === 0 ? `${i}` : LARGE)));

test("jobs that are asked for at once are read in transactions of at most 128, each with what is its own", async () => {
  const { runtime, reads } = makeWorld((args) => `did ${args}`);
  const ids = await enqueue(runtime, 200);
  await runtime.settle();
  reads.length = 0;

  const asked = [...ids, "nobody", ids[1]!];
  const found = await Promise.all(asked.map((id) => runtime.jobs.get(id)));

  expect(found.map((job) => job?.id)).toEqual(asked.map((id) => (id === "nobody" ? undefined : id)));
  expect(found.slice(0, 3).map((job) => job?.args)).toEqual(["0", LARGE, "2"]);
  expect(found.slice(0, 3).map((job) => job?.result)).toEqual(["did 0", `did ${LARGE}`, "did 2"]);
  expect(found.at(-1)).toEqual(found[1]);
  expect(reads).toEqual([128, 74]);
});

test("who waits for many results reads them as they come, a transaction for each commit", async () => {
  const gate = makeGate<string>();
  const { runtime, reads } = makeWorld(() => gate.pass(new AbortController().signal));
  const ids = await enqueue(runtime, 4);
  const results = Promise.all(ids.map((id) => runtime.jobs.result(id)));
  await runtime.settle();
  expect(reads).toEqual([4]);

  for (const [i, waiting] of gate.waiting.entries()) waiting.resolve(`${i}`);
  await runtime.settle();

  expect(await results).toEqual(["0", "1", "2", "3"]);
  expect(reads).toEqual([4, 4]);
});

test("who waits for results hears of commits that tell a number only, and looks once for a row of them", async () => {
  const { runtime, reads } = makeWorld(String);
  runtime.kill();
  const ids = await enqueue(runtime, 600);
  const results = Promise.allSettled(ids.map((id) => runtime.jobs.result(id)));
  await runtime.settle();
  reads.length = 0;

  await Promise.all(ids.map((id) => runtime.jobs.delete(id)));
  await runtime.settle();

  for (const result of await results)
    expect(result).toMatchObject({ status: "rejected", reason: expect.any(JobDeletedError) });
  // Of three commits one is looked at, and the other two together: five transactions each, at most.
  expect(reads.length).toBeLessThanOrEqual(10);
});

test("what is asked for before a change is told how it was", async () => {
  const { runtime } = makeWorld(String);
  runtime.kill();
  const [id] = await enqueue(runtime, 1);

  const before = runtime.jobs.get(id!);
  const deleted = runtime.jobs.delete(id!);

  expect((await before)?.state).toBe("enqueued");
  expect(await deleted).toBe(true);
  expect((await runtime.jobs.get(id!))?.state).toBe("deleted");
});

test("a job that can't be read spoils no answer but its own", async () => {
  const { runtime, reads, broken } = makeWorld(String);
  const ids = await enqueue(runtime, 3);
  await runtime.settle();
  broken.add(ids[1]!);
  reads.length = 0;

  const found = await Promise.allSettled(ids.map((id) => runtime.jobs.get(id)));

  expect(found.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(found[1]).toMatchObject({ reason: expect.any(StorageLostError) });
  expect(reads).toEqual([3, 1, 1, 1]);
});

test("a job that a page has left is there also where it is taken in between the looks for it", async () => {
  const inner = new MemoryStorage(new MemoryDatabase());
  await inner.run(leave, [
    leftRow("1", [makeLeft({ id: "left" })]),
    leftRow("2", [makeLeft({ id: "more" })]),
  ]);
  const openStorage = (): Storage => ({
    async run(operation, input) {
      if (operation.name === "read-left-jobs") await inner.run(doChore, { now: NOON });
      return inner.run(operation, input);
    },
    subscribe: (listener) => inner.subscribe(listener),
    onStatus: (listener) => inner.onStatus(listener),
    close: () => inner.close(),
  });
  const { jobs, ...runtime } = makeRuntime([], { openStorage });
  runtime.kill();

  const found = await Promise.all(["left", "nobody", "more"].map((id) => jobs.get(id)));

  expect(found.map((job) => job?.id)).toEqual(["left", undefined, "more"]);
});
