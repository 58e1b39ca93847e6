import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import type { AdvanceInput } from "../../src/operations/claim/advance.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { makeGate, makeRuntime } from "../support/runtime.ts";

useFakeIndexedDB();

const quick = defineJob<number>("quick");

test("the ends of quick jobs share a transaction with the next claim, 32 at a time", async () => {
  const database = new MemoryDatabase();
  const ended: number[] = [];
  const runtime = makeRuntime([handle(quick, () => {})], {
    openStorage: () => {
      const storage = new MemoryStorage(database);
      const run = storage.run.bind(storage);
      storage.run = <Input, Result>(operation: Operation<Input, Result>, input: Input) => {
        if (operation.name === "advance") ended.push((input as AdvanceInput).outcomes.length);
        return run(operation, input);
      };
      return storage;
    },
  });
  await runtime.client.enqueueMany(Array.from({ length: 640 }, (_, args) => ({ job: quick, args })));
  await runtime.settle();

  expect(ended.reduce((sum, each) => sum + each)).toBe(640);
  // One looks, one learns the pace, one commits the last; the rest are full.
  expect(ended.length).toBeLessThanOrEqual(640 / 32 + 3);
});

test("a server that was told that a job is coming looks once, and its notice is no reason to look again", async () => {
  const looks: number[] = [];
  const gate = makeGate();
  const runtime = makeRuntime([handle(quick, (_, { signal }) => gate.pass(signal))], {
    workers: 4,
    openStorage: ({ platform }) => {
      const storage = new IndexedDbStorage({ name: "foretold" }, platform);
      const run = storage.run.bind(storage);
      storage.run = <Input, Result>(operation: Operation<Input, Result>, input: Input) => {
        if (operation.name === "advance") looks.push((input as AdvanceInput).now);
        return run(operation, input);
      };
      return storage;
    },
  });
  await runtime.settle();
  looks.length = 0;

  await runtime.client.enqueue(quick, 1);
  await runtime.settle();

  expect(gate.waiting).toHaveLength(1);
  expect(looks).toHaveLength(1);
  gate.waiting[0]!.resolve();
});
