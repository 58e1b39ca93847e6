import { describe, expect, test } from "vitest";
import { createMonitor } from "../../../src/monitor/monitor.ts";
import type { JobQuery, Monitor } from "../../../src/monitor/monitor-api.ts";
import { VirtualClock } from "../../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../../src/testing/virtual-platform.ts";
import { totalsOf } from "../../support/audit.ts";
import { Driver } from "../../support/driver.ts";
import { MINUTE, NOON } from "../../support/make-job.ts";
import type { Opened } from "./world.ts";

/** Reading page by page, and counting, while jobs move. */
export function describePages(open: Opened): void {
  const setup = async (): Promise<{ driver: Driver; monitor: Monitor }> => {
    const storage = open();
    const driver = new Driver(storage);
    await driver.announce();
    const { platform } = new VirtualBrowser(new VirtualClock(NOON)).open();
    return { driver, monitor: createMonitor(storage, platform) };
  };
  /** Reads on from page to page, with something happening between each two. */
  const walk = async (
    monitor: Monitor,
    query: JobQuery,
    between = async (): Promise<void> => {},
  ): Promise<string[]> => {
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 50; page++) {
      const jobs = await monitor.jobs({ ...query, ...(after === undefined ? {} : { after }) });
      seen.push(...jobs.map(({ id }) => id));
      if (jobs.next === undefined) return seen;
      after = jobs.next;
      await between();
    }
    throw new Error(`There was no last page; seen were ${seen.join(", ")}.`);
  };
  const numbered = (count: number, from = 0): { id: string }[] =>
    Array.from({ length: count }, (_, i) => ({ id: `j${String(from + i).padStart(3, "0")}` }));

  describe("pages", () => {
    test.each(["newest", "oldest"] as const)("from the %s show every job once, in order", async (order) => {
      const { driver, monitor } = await setup();
      const drafts = numbered(23);
      await driver.add(...drafts);
      const expected = drafts.map(({ id }) => id);

      for (const query of [{ state: "enqueued" as const }, {}]) {
        const seen = await walk(monitor, { ...query, order, limit: 5 });

        expect(seen).toEqual(order === "newest" ? [...expected].reverse() : expected);
      }
    });

    test("end exactly where the list does, also when the last is full", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(10));

      expect(await walk(monitor, { state: "enqueued", limit: 5 })).toHaveLength(10);
    });

    test("show no job twice and miss none of those that stay, while others come and go", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(30));
      let added = 30;

      const seen = await walk(monitor, { state: "enqueued", order: "newest", limit: 4 }, async () => {
        driver.now += 1;
        await driver.add(...numbered(2, added));
        added += 2;
        await driver.change(`j${String(28 - added / 2 + 15).padStart(3, "0")}`, { type: "deleted" });
      });

      const stayed = (await driver.store()).jobs.filter(
        ({ id, state }) => state === "enqueued" && id < "j030",
      );
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(stayed.map(({ id }) => id)));
    });

    test("of ended jobs go on exactly when many ended in the same millisecond", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(12));
      for (const { id } of numbered(12)) await driver.change(id, { type: "deleted" });

      expect((await walk(monitor, { state: "deleted", limit: 5 })).length).toBe(12);
    });

    test("of running jobs show each once, while the one that a page ended with ends itself", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(6));
      for (let i = 0; i < 6; i++) {
        driver.now += 1;
        await driver.claim();
      }
      const [, , third] = numbered(6);

      const seen = await walk(monitor, { state: "processing", order: "oldest", limit: 3 }, async () => {
        await driver.change(third!.id, { type: "deleted" });
      });

      expect(seen).toEqual(numbered(6).map(({ id }) => id));
    });

    test("of enqueued jobs leave out those that run", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(9));
      await driver.claim(4);

      expect(await walk(monitor, { state: "enqueued", order: "oldest", limit: 2 })).toEqual(
        numbered(5, 4).map(({ id }) => id),
      );
    });

    test("by queue, name, tag and words find what matches, however far apart", async () => {
      const { driver, monitor } = await setup();
      await driver.add(
        ...numbered(40),
        { id: "a", queue: "mail", tags: ["urgent"], displayName: "To Ada" },
        ...numbered(40, 40),
        { id: "b", queue: "mail", name: "archive", displayName: "Old letters" },
      );

      expect(await walk(monitor, { queue: "mail", limit: 1 })).toEqual(["b", "a"]);
      expect(await walk(monitor, { queue: "mail", name: "archive" })).toEqual(["b"]);
      expect(await walk(monitor, { tag: "urgent" })).toEqual(["a"]);
      expect(await walk(monitor, { search: "ADA to" })).toEqual(["a"]);
      expect(await walk(monitor, { search: "nobody" })).toEqual([]);
    });

    test("of retries hold what waits for another attempt, and nothing that is only planned", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(6), { id: "later", dueAt: NOON + MINUTE });
      const error = { name: "Error", message: "no" };
      for (const [i, claimed] of (await driver.claim(5)).entries())
        await driver.finish(claimed, { type: "threw", error, retryAfter: (9 - i) * MINUTE });
      await driver.change("j004", { type: "requeued" });

      const newest = await walk(monitor, { retries: true, limit: 2 });
      const oldest = await walk(monitor, { retries: true, order: "oldest", limit: 2 });

      expect(newest).toEqual(["j000", "j001", "j002", "j003"]);
      expect(oldest).toEqual(newest.toReversed());
      expect(await monitor.jobs({ retries: true, limit: 4 })).toMatchObject({ looked: 4 });
      expect(await driver.faults()).toEqual([]);
    });

    test("by the beginning of an id read the range of keys, whatever else there is", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(120));

      const page = await monitor.jobs({ id: "j01", limit: 4 });

      expect(page.map(({ id }) => id)).toEqual(["j019", "j018", "j017", "j016"]);
      expect(page.looked).toBeLessThan(12);
      expect(await walk(monitor, { id: "j01", limit: 4 })).toHaveLength(10);
      expect(await walk(monitor, { id: "j01", state: "enqueued", order: "oldest", limit: 3 })).toHaveLength(
        10,
      );
      expect(await walk(monitor, { id: "j01", state: "failed" })).toEqual([]);
    });

    test("of all jobs since a time end where the older ones begin", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(300));
      driver.now = NOON + MINUTE;
      await driver.add({ id: "young" });

      const page = await monitor.jobs({ createdAfter: NOON + 1 });

      expect(page.map(({ id }) => id)).toEqual(["young"]);
      expect(page.looked).toBe(1);
      expect(page.next).toBeUndefined();
      expect(await walk(monitor, { createdBefore: NOON + 1 })).toHaveLength(300);
    });
  });

  describe("statistics", () => {
    test("equal a recount after all kinds of changes", async () => {
      const { driver, monitor } = await setup();
      await driver.add(
        ...numbered(8),
        { id: "later", dueAt: NOON + MINUTE },
        { id: "next", parents: ["j007"] },
      );
      const claimed = await driver.claim(5);
      await driver.finish(claimed[0]!, { type: "succeeded", result: 1 });
      await driver.finish(claimed[1]!, { type: "threw", error: { name: "Error", message: "no" } });
      await driver.finish(claimed[2]!, {
        type: "threw",
        error: { name: "Error", message: "no" },
        retryAfter: 9,
      });
      await driver.change("j005", { type: "deleted" });

      expect(await monitor.statistics()).toMatchObject({
        enqueued: 2,
        processing: 2,
        succeeded: 1,
        failed: 1,
        scheduled: 2,
        retries: 1,
        deleted: 1,
        awaiting: 1,
        recurring: 0,
        queues: 1,
      });
      expect(await driver.faults()).toEqual([]);
    });

    test("count what happens by the minute, and move a past hour to a row of its own", async () => {
      const { driver, monitor } = await setup();
      await driver.add(...numbered(3));
      driver.now = NOON + 61 * MINUTE;
      await driver.change("j000", { type: "deleted" });

      const store = await driver.store();
      const hours = await monitor.history({ from: NOON, to: driver.now, resolution: "hour" });

      expect(store.counters.map(({ id }) => id)).toContain("totals");
      expect(totalsOf(store).minutes).toEqual({ 1: [0, 0, 0, 1, 0] });
      expect(hours.map(({ created, deleted }) => [created, deleted])).toEqual([
        [3, 0],
        [0, 1],
      ]);
    });
  });
}
