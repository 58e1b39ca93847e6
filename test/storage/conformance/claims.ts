import { describe, expect, test } from "vitest";
import type { JobDraft } from "../../../src/job/draft.ts";
import { Driver } from "../../support/driver.ts";
import { NOON, SECOND } from "../../support/make-job.ts";
import type { Opened } from "./world.ts";

const named = (name: string, over: Partial<JobDraft> = {}): Partial<JobDraft> => ({ id: name, ...over });

/** Claiming: in which order, by whom, and how an outcome proves that its claim still stands. */
export function describeClaims(open: Opened): void {
  const setup = async (...servers: string[]): Promise<Driver> => {
    const driver = new Driver(open());
    for (const server of servers.length > 0 ? servers : ["server"]) await driver.announce(server);
    return driver;
  };
  const order = async (driver: Driver, ...args: Parameters<Driver["claim"]>): Promise<string> =>
    (await driver.claim(...args)).map(({ job }) => job.id).join(" ");

  describe("a claim", () => {
    test("takes the oldest first, as many as asked for, and says that there are more", async () => {
      const driver = await setup();
      await driver.add(named("a"), named("b"), named("c"));

      const { claimed, more } = await driver.look(2);

      expect(claimed.map(({ job }) => job.id)).toEqual(["a", "b"]);
      expect(more).toBe(true);
      expect((await driver.look(2)).more).toBe(false);
      expect(await driver.faults()).toEqual([]);
    });

    test("takes the higher priority before the older job", async () => {
      const driver = await setup();
      await driver.add(named("old"), named("urgent", { priority: 9 }), named("idle", { priority: -1 }));

      expect(await order(driver, 3)).toBe("urgent old idle");
    });

    test("takes by queue, then priority, then age, over several lanes of each queue", async () => {
      const driver = await setup();
      const send = { name: "send" };
      const archive = { name: "archive" };
      await driver.add(
        named("1", { ...send, queue: "default" }),
        named("2", { ...archive, queue: "default", priority: 5 }),
        named("3", { ...send, queue: "critical" }),
        named("4", { ...archive, queue: "critical" }),
        named("5", { ...send, queue: "critical", priority: 1 }),
        named("6", { ...send, queue: "default", priority: 5 }),
        named("7", { ...archive, queue: "default" }),
      );
      const over = { handles: ["send", "archive"], queues: ["critical", "default"] };

      expect(await order(driver, 9, over)).toBe("5 3 4 2 6 1 7");
      expect(await driver.faults()).toEqual([]);
    });

    test("without a list of queues weighs all of them by priority and age alone", async () => {
      const driver = await setup();
      await driver.add(
        named("1", { queue: "b" }),
        named("2", { queue: "a" }),
        named("3", { queue: "c", priority: 1 }),
      );

      expect(await order(driver, 9)).toBe("3 1 2");
    });

    test("keeps the order when it is made in small bites", async () => {
      const driver = await setup();
      const names = Array.from({ length: 30 }, (_, i) => `j${String(i).padStart(2, "0")}`);
      await driver.add(
        ...names.map((id, i) => named(id, { queue: ["a", "b", "c"][i % 3]!, priority: i % 2 })),
      );
      const expected = [...names.filter((_, i) => i % 2 === 1), ...names.filter((_, i) => i % 2 === 0)];

      const taken: string[] = [];
      for (let left = names.length; left > 0; left = names.length - taken.length) {
        const claimed = await driver.claim(Math.min(left, 4));
        expect(claimed.length).toBeGreaterThan(0);
        taken.push(...claimed.map(({ job }) => job.id));
      }

      expect(taken).toEqual(expected);
    });

    test.each([
      ["a queue that is not served", { queues: ["mail"] }],
      ["a name without a handler", { handles: ["archive"] }],
      ["a network that isn't there", { online: false }],
      ["a network that is metered", { unmetered: false }],
    ])("leaves what it may not run: %s", async (_, over) => {
      const driver = await setup();
      await driver.add(named("a", { requires: { network: "unmetered" } }));

      const { claimed, more } = await driver.look(4, over);

      expect([claimed, more]).toEqual([[], false]);
      expect(await order(driver, 4)).toBe("a");
    });

    test("leaves what another server holds, and names that server", async () => {
      const driver = await setup("one", "two");
      await driver.add(named("a"), named("b"));

      await driver.claim(1, {}, "one");
      const { claimed, others } = await driver.look(9, {}, "two");

      expect(claimed.map(({ job }) => job.id)).toEqual(["b"]);
      expect(others).toEqual(["one"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("finds the jobs behind many that run already", async () => {
      const driver = await setup("one", "two");
      await driver.add(...Array.from({ length: 40 }, (_, i) => named(`a${i}`)), named("last"));

      await driver.claim(40, {}, "one");

      expect(await order(driver, 3, {}, "two")).toBe("last");
    });

    test("can take at once what the outcomes of its own transaction have released", async () => {
      const driver = await setup();
      await driver.add(named("parent"), named("child", { parents: ["parent"] }));
      const [parent] = await driver.claim();
      const claim = { limit: 1, queues: [], handles: ["send"], online: true, unmetered: true };

      const { claimed } = await driver.advance({
        outcomes: [{ ...parent!, event: { type: "succeeded" } }],
        claim,
      });

      expect(claimed.map(({ job }) => job.id)).toEqual(["child"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("put back unbegun leaves no trace: the job keeps its place and its history", async () => {
      const driver = await setup();
      await driver.add(named("a"), named("b"));
      const before = await driver.record("a");
      const [a] = await driver.claim();

      await driver.advance({ unclaimed: [{ id: "a", token: a!.token }] });

      expect(await driver.record("a")).toEqual(before);
      expect(await order(driver)).toBe("a");
    });

    test("by a server that was declared dead gets nothing, and is told so", async () => {
      const driver = await setup();
      await driver.add(named("a"));
      await driver.interrupt("server");

      expect(await driver.look()).toMatchObject({ lost: true, claimed: [] });
    });
  });

  describe("an outcome", () => {
    test("with a token that no longer stands is refused and changes nothing", async () => {
      const driver = await setup();
      await driver.add(named("a"));
      const [stale] = await driver.claim();
      await driver.finish(stale!, { type: "released", reason: "stopped" });
      await driver.claim();
      const before = await driver.store();

      const refused = await driver.finish(stale!, { type: "succeeded", result: "late" });

      expect(refused).toEqual(["a"]);
      expect(await driver.store()).toEqual(before);
    });

    test("of a server that was taken for dead is refused while another runs the job", async () => {
      const driver = await setup("one", "two");
      await driver.add(named("a"));
      const [late] = await driver.claim(1, {}, "one");
      await driver.interrupt("one");
      const [current] = await driver.claim(1, {}, "two");

      expect(await driver.finish(late!, { type: "succeeded" }, { server: "one" })).toEqual(["a"]);
      expect(await driver.finish(current!, { type: "succeeded" }, { server: "two" })).toEqual([]);
      expect(await driver.record("a")).toMatchObject({ state: "succeeded", attempts: 1, interruptions: 1 });
    });

    test("of a job that was deleted meanwhile is refused", async () => {
      const driver = await setup();
      await driver.add(named("a"));
      const [a] = await driver.claim();

      await driver.change("a", { type: "deleted" });

      expect(await driver.finish(a!)).toEqual(["a"]);
      expect(await driver.states("a")).toEqual(["deleted"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("keeps the continuations that were added while the job ran", async () => {
      const driver = await setup();
      await driver.add(named("a"));
      const [a] = await driver.claim();
      await driver.add(named("b", { parents: ["a"] }));

      await driver.finish(a!);

      expect(await driver.record("a")).toMatchObject({ state: "succeeded", children: ["b"] });
      expect(await driver.states("b")).toEqual(["enqueued"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("shares its transaction with others, of which each stands for itself", async () => {
      const driver = await setup();
      await driver.add(named("a"), named("b"), named("c"));
      const [a, b, c] = await driver.claim(3);

      const { refused } = await driver.advance({
        outcomes: [
          { ...a!, event: { type: "succeeded" } },
          { ...b!, token: 99, event: { type: "succeeded" } },
          { ...c!, event: { type: "threw", error: { name: "Error", message: "no" }, retryAfter: SECOND } },
        ],
      });

      expect(refused).toEqual(["b"]);
      expect(await driver.states("a", "b", "c")).toEqual(["succeeded", "enqueued", "scheduled"]);
      expect((await driver.record("c"))?.scheduledFor).toBe(NOON + SECOND);
      expect(await driver.faults()).toEqual([]);
    });
  });
}
