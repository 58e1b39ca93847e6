import { describe, expect, onTestFinished, test } from "vitest";
import type { JobDraft } from "../../src/job/draft.ts";
import { doChore } from "../../src/operations/do-chore.ts";
import { MOST_TOLD } from "../../src/operations/work/settle.ts";
import { MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { Driver } from "../support/driver.ts";

function open(): Driver {
  const storage = new MemoryStorage();
  onTestFinished(() => storage.close());
  return new Driver(storage);
}

/** As many links as asked for, each a continuation of the one before. */
async function chain(driver: Driver, length: number): Promise<string[]> {
  const ids = Array.from({ length }, (_, i) => `job-${i}`);
  await driver.create(ids.map((id, i) => [i === 0 ? { id } : { id, parents: [`job-${i - 1}`] }]));
  return ids;
}

const children = (count: number, over: Partial<JobDraft> = {}): Partial<JobDraft>[] =>
  Array.from({ length: count }, (_, i) => ({ id: `child-${i}`, parents: ["parent"], ...over }));

const count = async (driver: Driver, state: string): Promise<number> =>
  (await driver.store()).jobs.filter((job) => job.state === state).length;

const doAll = async (driver: Driver): Promise<number> => {
  for (let done = 1; ; done++) {
    const { more } = await driver.storage.run(doChore, { now: driver.now });
    if (!more) return done;
  }
};

describe("the end of a job with very many continuations", () => {
  test("tells so many in its own transaction and leaves the others to the next ones, in order", async () => {
    const driver = open();
    await driver.add({ id: "parent" }, ...children(2 * MOST_TOLD + 1));

    await driver.change("parent", { type: "deleted" });

    expect(await count(driver, "deleted")).toBe(1 + MOST_TOLD);
    expect(await driver.states(`child-${MOST_TOLD - 1}`, `child-${MOST_TOLD}`)).toEqual([
      "deleted",
      "awaiting",
    ]);
    expect(await driver.faults()).toEqual([]);
    expect(await doAll(driver)).toBe(2);
    expect(await count(driver, "awaiting")).toBe(0);
    expect(await driver.faults()).toEqual([]);
  });

  test("wakes whoever carries on", async () => {
    const driver = open();
    await driver.add({ id: "parent" }, ...children(MOST_TOLD + 1));
    const told: string[] = [];
    driver.storage.subscribe((notices) => told.push(...notices.map(({ type }) => type)));

    await driver.change("parent", { type: "deleted" });

    expect(told.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["chore", "many"]);
  });

  test("goes on as it ended, whatever became of it meanwhile", async () => {
    const driver = open();
    await driver.add({ id: "parent" }, ...children(MOST_TOLD + 1));
    await driver.change("parent", { type: "deleted" });

    await driver.change("parent", { type: "requeued" });
    await doAll(driver);

    expect(await driver.states("parent", `child-${MOST_TOLD}`)).toEqual(["enqueued", "deleted"]);
  });
});

test("the deletion of a very long chain goes down it link by link, so many in a transaction", async () => {
  const driver = open();
  const ids = await chain(driver, 2 * MOST_TOLD + 2);

  await driver.change("job-0", { type: "deleted" });

  expect(await count(driver, "deleted")).toBe(1 + MOST_TOLD);
  expect(await driver.faults()).toEqual([]);
  expect(await doAll(driver)).toBe(2);
  expect(await count(driver, "deleted")).toBe(ids.length);
});

test("a store in which nothing was left has no chores", async () => {
  const driver = open();
  await chain(driver, 3);
  await driver.change("job-0", { type: "deleted" });

  expect((await driver.store()).chores).toEqual([]);
  expect(await driver.storage.run(doChore, { now: driver.now })).toEqual({ did: false, more: false });
});
