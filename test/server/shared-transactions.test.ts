import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import type { AdvanceInput } from "../../src/operations/advance.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { makeRuntime } from "../support/runtime.ts";

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
