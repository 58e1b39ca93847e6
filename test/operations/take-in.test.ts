import { describe, expect, test } from "vitest";
import { FilterSet } from "../../src/job/filter-set.ts";
import { StateFilters } from "../../src/job/state-filters.ts";
import type { StateFiltering } from "../../src/job/state-hooks.ts";
import { type ClearFilter, clearJobs } from "../../src/operations/clear-jobs.ts";
import { doChore } from "../../src/operations/do-chore.ts";
import { leftRow } from "../../src/operations/left.ts";
import type { ChoreRow } from "../../src/operations/tables.ts";
import { readLeft } from "../../src/operations/take-in.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { undone } from "../support/audit.ts";
import { Driver } from "../support/driver.ts";
import { leave, makeLeft } from "../support/leave.ts";
import { MINUTE, NOON } from "../support/make-job.ts";

const row = (id: string, ...jobs: string[]) =>
  leftRow(
    id,
    jobs.map((job) => makeLeft({ id: job })),
  );

const opened = (filtering?: StateFiltering): Driver =>
  new Driver(new MemoryStorage(new MemoryDatabase(), filtering));

const takeIn = (driver: Driver) => driver.storage.run(doChore, { now: driver.now });

describe("jobs that pages have left", () => {
  test("are created in the order of the calls, each once, and nothing is left of them", async () => {
    const driver = opened();
    await driver.storage.run(leave, [row("2", "c"), row("1", "a", "b")]);
    expect(await driver.faults()).toEqual([]);

    await takeIn(driver);
    // As after an answer that was lost.
    await takeIn(driver);

    const { jobs, ...rest } = await driver.store();
    expect(jobs.sort((a, b) => a.sequence - b.sequence).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(undone({ jobs, ...rest })).toEqual([]);
    expect(await driver.storage.run(readLeft, {})).toBeUndefined();
    expect(await driver.faults()).toEqual([]);
  });

  test("are of the time of the call, also where a filter sends them elsewhere", async () => {
    const filters = new FilterSet("test", [
      { onStateElection: ({ elect, now }) => elect({ state: "scheduled", at: now + MINUTE }) },
    ]);
    const driver = opened(new StateFilters(filters, () => {}, structuredClone));
    await driver.storage.run(leave, [row("1", "a")]);
    driver.now += MINUTE;

    await takeIn(driver);

    expect(await driver.record("a")).toMatchObject({
      createdAt: NOON,
      scheduledFor: NOON + 2 * MINUTE,
      history: [{ state: "scheduled", at: NOON }],
    });
    expect(await driver.faults()).toEqual([]);
  });

  test("go with the user whose they are, though nobody could take them in, and the others' stay", async () => {
    const driver = opened();
    const mine = makeLeft({ id: "mine", owner: "ada" });
    const others = makeLeft({ id: "other's", owner: "bob" });
    await driver.storage.run(leave, [leftRow("1", [mine, others]), leftRow("2", [mine])]);

    const clear = (filter: ClearFilter) => driver.storage.run(clearJobs, { now: driver.now, filter });
    expect(await clear({ owner: "ada", state: "scheduled" })).toEqual({ removed: 0 });
    expect(await clear({ owner: "ada" })).toEqual({ removed: 2 });
    await takeIn(driver);

    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(["other's"]);
    expect(await driver.storage.run(readLeft, {})).toBeUndefined();
    expect(await driver.faults()).toEqual([]);
  });

  test("are there by their key alone where the browser has lost the rest, and wait to fail for it", async () => {
    const driver = opened();
    const { id } = row("1", "lost", "there");
    const lost = { id, value: undefined, unreadable: "NotReadableError: no file." } as unknown as ChoreRow;
    await driver.storage.run(leave, [row("0", "there"), lost, row("2", "behind")]);

    await takeIn(driver);

    const { jobs, payloads, chores } = await driver.store();
    jobs.sort((a, b) => a.sequence - b.sequence);
    expect(jobs.map(({ id, name, queue, payload }) => [id, name, queue, payload])).toEqual([
      ["there", "send", "default", undefined],
      ["lost", "send", "default", true],
      ["behind", "send", "default", undefined],
    ]);
    expect(payloads).toEqual([
      { id: "lost args", value: undefined, unreadable: "NotReadableError: no file." },
    ]);
    expect(chores).toEqual([]);
    expect(await driver.faults()).toEqual([]);
  });

  test("that another version has left in a way of its own keep nobody from clearing a user's", async () => {
    const driver = opened();
    const other = { id: "left 1 other send", kind: "create", wishes: [] } as unknown as ChoreRow;
    const mine = leftRow("2", [makeLeft({ id: "mine", owner: "ada" })]);
    await driver.storage.run(leave, [other, mine]);
    const clear = (filter: ClearFilter) => driver.storage.run(clearJobs, { now: driver.now, filter });

    await takeIn(driver);
    await driver.storage.run(leave, [mine]);
    expect(await clear({ owner: "ada" })).toMatchObject({ removed: 2 });
    expect((await driver.store()).chores).toEqual([other]);
    await clear({});
    expect((await driver.store()).chores).toEqual([]);
  });

  test("stay for whoever understands them, and hold nobody up", async () => {
    const driver = opened();
    const newer = makeLeft({ id: "newer", options: { mood: "calm" } as never });
    await driver.storage.run(leave, [leftRow("1", [newer]), row("2", "behind")]);

    await takeIn(driver);

    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(["behind"]);
    expect((await driver.store()).chores.map(({ id }) => id)).toEqual(["left 1 newer send"]);
    expect(await driver.faults()).toEqual([]);
  });
});
