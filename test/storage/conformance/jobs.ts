import { describe, expect, test } from "vitest";
import { createJobs } from "../../../src/operations/create-jobs.ts";
import { Driver } from "../../support/driver.ts";
import { DAY, HOUR, MINUTE, makeDraft, NOON, SECOND } from "../../support/make-job.ts";
import type { Opened } from "./world.ts";

const ERROR = { name: "Error", message: "no" };

/** The way of a job through the real operations, with the whole store looked over at the end of each. */
export function describeJobs(open: Opened): void {
  const setup = async (): Promise<Driver> => {
    const driver = new Driver(open());
    await driver.announce();
    return driver;
  };

  describe("jobs", () => {
    test("are created in their first state and counted", async () => {
      const driver = await setup();

      await driver.add({ id: "a" }, { id: "b", dueAt: NOON + HOUR }, { id: "c", parents: ["a"] });

      expect(await driver.states("a", "b", "c")).toEqual(["enqueued", "scheduled", "awaiting"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("of a group are created all or not at all; other groups of the transaction are", async () => {
      const driver = await setup();

      const results = await driver.create([
        [{ id: "a" }],
        [{ id: "b" }, { id: "c", parents: ["nobody"] }],
        [{ id: "d" }],
      ]);

      expect(results).toEqual([{ ids: ["a"] }, { missingParent: "nobody" }, { ids: ["d"] }]);
      expect(await driver.states("a", "b", "c", "d")).toEqual(["enqueued", undefined, undefined, "enqueued"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("can't continue themselves", async () => {
      const driver = await setup();

      const results = await driver.create([[{ id: "a", ownId: true, parents: ["a"] }]]);

      expect(results).toEqual([{ missingParent: "a" }]);
      expect(await driver.record("a")).toBeUndefined();
    });

    test("with an id that stands already are answered, and nothing of them is changed", async () => {
      const driver = await setup();
      await driver.add({ id: "a", ownId: true, args: 1 });

      const again = await driver.add({ id: "a", ownId: true, args: 2 });

      expect(again).toEqual(["a"]);
      expect((await driver.record("a"))?.args).toBe(1);
      expect(await driver.faults()).toEqual([]);
    });

    test("of a call that is repeated because its answer was lost are not created twice", async () => {
      const driver = await setup();
      await driver.create([[{ id: "a", args: 1 }, { id: "b" }]]);

      await driver.create([[{ id: "a", args: 1 }, { id: "b" }]], true);

      expect((await driver.store()).jobs).toHaveLength(2);
      expect(await driver.faults()).toEqual([]);
    });

    test("that are claimed, run and succeed keep their result and release their continuation in one step", async () => {
      const driver = await setup();
      await driver.add({ id: "a" }, { id: "b", parents: ["a"] });
      const [claimed] = await driver.claim();

      const refused = await driver.finish(claimed!, { type: "succeeded", result: 42 });

      expect(refused).toEqual([]);
      expect(await driver.record("a")).toMatchObject({ state: "succeeded", result: 42, attempts: 1 });
      expect(await driver.states("b")).toEqual(["enqueued"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("that throw wait for their retry and are counted as such", async () => {
      const driver = await setup();
      await driver.add({ id: "a" });
      const [claimed] = await driver.claim();

      await driver.finish(claimed!, { type: "threw", error: ERROR, retryAfter: 15 * SECOND });

      expect(await driver.record("a")).toMatchObject({ state: "scheduled", attempts: 1, error: ERROR });
      expect((await driver.look(0)).nextDue).toBe(NOON + 15 * SECOND);
      expect(await driver.faults()).toEqual([]);
    });

    test("whose time has come move to their queues, the longest overdue first", async () => {
      const driver = await setup();
      await driver.add(
        { id: "soon", dueAt: NOON + 2 * SECOND },
        { id: "first", dueAt: NOON + SECOND },
        { id: "later", dueAt: NOON + HOUR },
      );
      driver.now = NOON + MINUTE;

      expect(await driver.promote()).toEqual({ promoted: 2, more: false });

      expect((await driver.claim(9)).map(({ job }) => job.id)).toEqual(["first", "soon"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("are promoted a hundred at a time", async () => {
      const driver = await setup();
      await driver.add(...Array.from({ length: 101 }, (_, i) => ({ id: `j${i}`, dueAt: NOON + 1 })));
      driver.now = NOON + 1;

      expect([await driver.promote(), await driver.promote()]).toEqual([
        { promoted: 100, more: true },
        { promoted: 1, more: false },
      ]);
    });

    test("of a server that is gone go back, and begin one by one when the others have had their turn", async () => {
      const driver = await setup();
      await driver.add({ id: "a" }, { id: "b" }, { id: "c" });
      await driver.claim(2);

      const gone = await driver.interrupt("server");
      await driver.announce("next");

      expect(gone).toEqual(["server"]);
      const claimed: string[][] = [];
      for (let turn = 0; turn < 3; turn++) {
        const jobs = await driver.claim(2, {}, "next");
        claimed.push(jobs.map(({ job }) => job.id));
        expect(await driver.claim(2, {}, "next"), "beside what runs").toEqual([]);
        for (const job of jobs) await driver.finish(job, undefined, { server: "next" });
      }
      expect(claimed).toEqual([["c"], ["a"], ["b"]]);
      expect(await driver.record("a")).toMatchObject({ interruptions: 1, attempts: 1, state: "succeeded" });
      expect(await driver.faults()).toEqual([]);
    });

    test("that end their keep time are removed with all that belongs to them", async () => {
      const driver = await setup();
      await driver.add({ id: "a" }, { id: "b" });
      const [a] = await driver.claim();
      await driver.finish(a!, { type: "succeeded", resultPayload: true }, { payload: "x".repeat(20_000) });
      driver.now = NOON + DAY;

      const { next: _next, ...pass } = await driver.expire();

      expect(pass).toEqual({ removed: 1, more: false, hasChores: false });
      const { jobs, payloads } = await driver.store();
      expect([jobs.map(({ id }) => id), payloads]).toEqual([["b"], []]);
      expect(await driver.faults()).toEqual([]);
    });

    test("that are parents stay as long as a continuation of theirs has not ended", async () => {
      const driver = await setup();
      await driver.add({ id: "a" }, { id: "b", parents: ["a"] });
      const [a] = await driver.claim();
      await driver.finish(a!);
      driver.now = NOON + DAY;

      const kept = await driver.expire();
      const [b] = await driver.claim();
      await driver.finish(b!);
      driver.now += DAY + HOUR;
      const removed = await driver.expire();

      expect(kept).toEqual({ removed: 0, more: false, hasChores: false, next: NOON + DAY + HOUR });
      expect(removed.removed).toBe(2);
      expect((await driver.store()).jobs).toEqual([]);
    });
  });

  describe("large arguments and results", () => {
    test("lie apart from the job and come with its claim", async () => {
      const driver = await setup();
      const args = "x".repeat(50_000);
      const draft = makeDraft({ id: "big", payload: true });
      await driver.storage.run(createJobs, { now: NOON, groups: [[{ draft, payload: args }]] });

      const [claimed] = await driver.claim();

      expect((await driver.record("big"))?.args).toBeUndefined();
      expect(claimed?.args).toBe(args);
      expect(await driver.faults()).toEqual([]);
    });

    test("of the run before are gone when the job is requeued", async () => {
      const driver = await setup();
      await driver.add({ id: "a" });
      const [a] = await driver.claim();
      await driver.finish(a!, { type: "succeeded", resultPayload: true }, { payload: "x".repeat(20_000) });

      await driver.change("a", { type: "requeued" });

      expect((await driver.store()).payloads).toEqual([]);
      expect(await driver.faults()).toEqual([]);
    });
  });
}
