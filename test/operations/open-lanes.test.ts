import { expect, test } from "vitest";
import { type AdvanceInput, advance } from "../../src/operations/claim/advance.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { Driver } from "../support/driver.ts";
import { NOON } from "../support/make-job.ts";

/** The same operation, counting the rows it is given. */
function counted(): { operation: typeof advance; rows: () => number } {
  let rows = 0;
  const operation: typeof advance = {
    ...advance,
    *decide(input) {
      const deciding = advance.decide(input);
      let step = deciding.next();
      while (!step.done) {
        const answers = yield step.value;
        rows += answers.flat().filter((row) => row !== undefined).length;
        step = deciding.next(answers);
      }
      return step.value;
    },
  };
  return { operation, rows: () => rows };
}

test("ten thousand jobs that wait for the device cost a claim of one that is free nothing", async () => {
  const storage = new MemoryStorage(new MemoryDatabase());
  const driver = new Driver(storage);
  await driver.announce();
  await driver.add({ id: "free" });
  const claim: NonNullable<AdvanceInput["claim"]> = {
    limit: 4,
    queues: [],
    handles: ["send"],
    online: true,
    unmetered: true,
    charging: false,
  };
  const input = { now: NOON, server: "server", outcomes: [], claim };
  const alone = counted();
  const { claimed } = await storage.run(alone.operation, input);
  expect(claimed.map(({ job }) => job.id)).toEqual(["free"]);
  await driver.finish(claimed[0]!);

  await driver.create(
    Array.from({ length: 10_000 }, (_, i) => [{ id: `held-${i}`, requires: { charging: true } }]),
  );
  await driver.add({ id: "free-too" });
  const among = counted();
  const next = await storage.run(among.operation, input);
  expect(next.claimed.map(({ job }) => job.id)).toEqual(["free-too"]);
  expect(among.rows()).toBe(alone.rows());
});
