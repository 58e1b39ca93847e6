import { describe, expect, test } from "vitest";
import { answer, getMany, type Operation } from "../../src/operations/operation.ts";
import { readOverview } from "../../src/operations/reads/queries.ts";
import { partServer } from "../../src/operations/servers.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser, type VirtualContext } from "../../src/testing/virtual-platform.ts";
import { Driver } from "../support/driver.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { NOON } from "../support/make-job.ts";

describe("a page that is put aside", () => {
  useFakeIndexedDB();

  const twoPages = (): { page: VirtualContext; mine: Driver; other: Driver } => {
    const browser = new VirtualBrowser(new VirtualClock(NOON));
    const open = (context: VirtualContext): Driver =>
      new Driver(new IndexedDbStorage({ name: "jobs" }, context.platform));
    const page = browser.open();
    return { page, mine: open(page), other: open(browser.open()) };
  };

  test("holds up nobody with what it has open, and stores it when it is back", async () => {
    const { page, mine, other } = twoPages();
    await mine.add({ id: "before" });
    const adding = mine.add({ id: "during" });
    page.suspend(true);
    await other.add({ id: "elsewhere" });
    expect(await other.states("before", "during", "elsewhere")).toEqual(["enqueued", undefined, "enqueued"]);

    page.resume();
    expect(await adding).toEqual(["during"]);
    expect(await other.states("during")).toEqual(["enqueued"]);
    expect(await other.faults()).toEqual([]);
  });

  test("begins nothing before it is back, and may be put aside again meanwhile", async () => {
    const { page, mine, other } = twoPages();
    await mine.add({ id: "before" });
    for (let i = 0; i < 3; i++) {
      const adding = mine.add({ id: `asked-${i}` });
      page.suspend(true);
      const reading = mine.storage.run(readOverview, undefined);
      page.resume();
      page.suspend(true);
      expect(await other.states(`asked-${i}`)).toEqual([undefined]);
      page.resume();
      await adding;
      expect((await reading).totals.states.enqueued).toBeGreaterThan(i);
    }
    expect(await other.faults()).toEqual([]);
  });

  test.each([true, false])(
    "says its last words in that moment (standing still: %s), and once only",
    async (still) => {
      const { page, mine, other } = twoPages();
      await mine.add({ id: "before" });
      let said = 0;
      const row = { kind: "window", queues: [], workers: 1, handles: [], startedAt: NOON, seenAt: NOON };
      mine.storage.atParting?.(partServer, () => ({
        ...row,
        id: `server-${said++}`,
        locked: true,
        beats: false,
      }));
      mine.storage.atParting?.(partServer, () => undefined);
      // A transaction that is under way must not hold the words up.
      const adding = mine.add({ id: "during" });
      page.suspend(still);

      expect(said).toBe(1);
      expect((await other.storage.run(readOverview, undefined)).servers).toMatchObject([
        { id: "server-0", parted: true },
      ]);
      page.resume();
      expect(await adding).toEqual(["during"]);
    },
  );

  test("still makes its last transactions when it ends for good", async () => {
    const { page, mine, other } = twoPages();
    const adding = mine.add({ id: "last" });
    page.suspend(false);
    await adding;
    expect(await other.states("last")).toEqual(["enqueued"]);
  });

  test("runs again what it had to abort between two steps, and leaves no rejection unheard", async () => {
    const { page, mine } = twoPages();
    await mine.add({ id: "before" });
    const unheard: unknown[] = [];
    const note = (reason: unknown): void => void unheard.push(reason);
    process.on("unhandledRejection", note);
    let steps = 0;
    const look: Operation<void, number> = {
      name: "look",
      mode: "readwrite",
      tables: ["jobs"],
      *decide() {
        steps += 1;
        yield [{ kind: "hooks" }];
        return answer((yield* getMany("jobs", ["before", "nobody"])).filter(Boolean).length);
      },
    };

    const looking = mine.storage.run(look, undefined);
    while (steps === 0) await Promise.resolve();
    page.suspend(true);
    // Node tells of them between two turns of its own.
    await new Promise((resolve) => setImmediate(resolve));
    page.resume();

    expect(await looking).toBe(1);
    expect(steps).toBe(2);
    process.off("unhandledRejection", note);
    expect(unheard).toEqual([]);
  });
});
