import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { StorageOutdatedError } from "../../src/errors/storage-errors.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { pauseQueue } from "../../src/operations/pause-queue.ts";
import { TABLE_NAMES } from "../../src/operations/tables.ts";
import { wipe } from "../../src/operations/wipe.ts";
import { openWork } from "../../src/operations/work/work.ts";
import type { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { answerOf } from "../../src/storage/indexeddb/request.ts";
import { SCHEMA_VERSION } from "../../src/storage/indexeddb/schema-version.ts";
import { totalsOf } from "../support/audit.ts";
import { Driver } from "../support/driver.ts";
import { longest, runs } from "../support/property.ts";
import { totalsReadsDuring } from "../support/totals-reads.ts";

/** Another context on one database. */
export type OpenOn = (database: string) => IndexedDbStorage;

/** Writes the totals, and then can't go on: nothing of it has been. */
const breakOff: Operation<{ now: number }, never> = {
  name: "break-off",
  mode: "readwrite",
  tables: TABLE_NAMES,
  *decide({ now }) {
    const { totals } = yield* openWork(now);
    const broken = { ...totals, sequence: totals.sequence + 1_000 };
    yield [{ kind: "write", changes: [{ kind: "put", table: "counters", value: broken }] }];
    throw new Error("broken off");
  },
};

/** One context of the story, and what it has added. */
class Page {
  readonly storage: IndexedDbStorage;
  readonly driver: Driver;
  readonly #nextId: () => string;

  constructor(storage: IndexedDbStorage, nextId: () => string) {
    this.storage = storage;
    this.driver = new Driver(storage);
    this.#nextId = nextId;
  }

  /** One call after another, each awaited. */
  async add(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.driver.add({ id: this.#nextId() });
  }

  async work(limit: number, finishes: boolean): Promise<void> {
    const server = await this.driver.announce("server");
    const claimed = await this.driver.claim(limit);
    for (const each of finishes ? claimed : []) await this.driver.finish(each);
    await this.driver.interrupt(server);
  }
}

type Step =
  | { who: number; what: "add"; count: number }
  | { who: number; what: "work"; count: number; finishes: boolean }
  | { who: number; what: "both"; count: number }
  | { who: number; what: "limited" | "pause" | "resume" | "wipe" | "break off" | "open anew" };

const who = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ who, what: fc.constant("add" as const), count: fc.integer({ min: 1, max: 24 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      who,
      what: fc.constant("work" as const),
      count: fc.integer({ min: 1, max: 6 }),
      finishes: fc.boolean(),
    }),
  },
  fc.record({ who, what: fc.constant("both" as const), count: fc.integer({ min: 1, max: 12 }) }),
  fc.record({
    who,
    what: fc.constantFrom<"limited" | "pause" | "resume" | "wipe" | "break off" | "open anew">(
      "limited",
      "pause",
      "resume",
      "wipe",
      "break off",
      "open anew",
    ),
  }),
);

/** What must hold while one context writes alone without reading, on whatever IndexedDB there is. */
export function describeStreams(where: string, open: OpenOn, times: number): void {
  describe(`a stream of awaited calls, ${where}`, () => {
    let database = "";
    let count = 0;
    const nextId = (): string => `job-${String(++count).padStart(4, "0")}`;
    const openPage = (): Page => new Page(open(database), nextId);
    beforeEach(() => {
      database = `streams-${crypto.randomUUID()}`;
      count = 0;
    });

    test("the totals are read at its beginning only, and everybody else reads them as they are", async () => {
      await using page = closing(openPage());
      await using other = closing(openPage());

      expect(await totalsReadsDuring(() => page.add(5))).toBe(5);
      expect(await totalsReadsDuring(() => page.add(40))).toBe(0);

      const store = await other.driver.store();
      expect(totalsOf(store)).toMatchObject({ sequence: 45, states: { enqueued: 45 } });
      expect(await other.driver.faults()).toEqual([]);
    });

    test.each<[string, (other: Page) => Promise<unknown>, number, boolean]>([
      ["another context adds a job", (other) => other.add(1), 41, true],
      ["another context has a stream of its own", (other) => other.add(40), 80, true],
      ["a server claims", (other) => other.work(2, false), 40, true],
      ["a server works", (other) => other.work(3, true), 40, true],
      [
        "a queue is paused",
        ({ storage, driver: { now } }) => storage.run(pauseQueue, { now, queue: "other", paused: true }),
        40,
        true,
      ],
      ["the store is wiped", ({ storage, driver: { now } }) => storage.run(wipe, { now }), 20, true],
      [
        "another context breaks off",
        ({ storage, driver: { now } }) => storage.run(breakOff, { now }).catch(() => {}),
        40,
        false,
      ],
      ["others look on", (other) => other.driver.store(), 40, false],
    ])("when %s in its midst, every job is counted once", async (_, interrupt, jobs, isRead) => {
      await using page = closing(openPage());
      await using other = closing(openPage());
      await page.add(20);

      await interrupt(other);
      const reads = await totalsReadsDuring(() => page.add(1));
      await page.add(19);

      expect(reads > 0).toBe(isRead);
      expect(await other.driver.faults()).toEqual([]);
      const { jobs: stored } = await other.driver.store();
      expect(stored).toHaveLength(jobs);
      expect(new Set(stored.map(({ sequence }) => sequence)).size).toBe(jobs);
    });

    test("a page that stood still while others had many streams, and all was wiped twice, finds out", async () => {
      await using page = closing(openPage());
      await using other = closing(openPage());
      await page.add(20);
      for (let i = 0; i < 2; i++) {
        for (let k = 0; k < 3; k++) {
          await other.add(33);
          await other.work(1, true);
        }
        await other.storage.run(wipe, { now: other.driver.now });
      }
      await other.add(7);

      await page.add(10);

      expect((await other.driver.store()).jobs).toHaveLength(17);
      expect(await other.driver.faults()).toEqual([]);
    });

    test.each<[string, (page: Page, id: string) => Promise<unknown>]>([
      ["another job", (page) => page.add(1)],
      ["its deletion", ({ driver }, id) => driver.change(id, { type: "deleted" })],
    ])("what is asked for behind a call that must begin anew, %s, stays behind it", async (_, ask) => {
      await using page = closing(openPage());
      await using other = closing(openPage());
      await page.add(20);
      await other.add(1);

      const added = page.driver.add({ id: "first" });
      const asked = ask(page, "first");
      await added;

      expect(await asked).not.toEqual([false]);
      const { jobs } = await other.driver.store();
      expect(jobs.find(({ id }) => id === "first")?.sequence).toBe(22);
    });

    test("a look behind a call that must begin anew finds what the call has added", async () => {
      await using page = closing(openPage());
      await using other = closing(openPage());
      await page.add(20);
      await other.add(1);

      const added = page.driver.add({ id: "first" });

      expect(await page.driver.record("first")).toMatchObject({ id: "first" });
      await added;
    });

    test("a storage that is closed lets a call that must begin anew do so", async () => {
      const page = openPage();
      await using other = closing(openPage());
      await page.add(20);
      await other.add(1);

      const added = page.driver.add({ id: "first" });
      await page.storage.close();
      await added;

      expect(await other.driver.states("first")).toEqual(["enqueued"]);
    });

    test("a newer version of the library lets a call that must begin anew do so before this one steps aside", async () => {
      await using page = closing(openPage());
      await page.add(20);
      {
        await using other = closing(openPage());
        await other.add(1);
      }

      const added = page.driver.add({ id: "first" });
      const upgraded = upgrade(database);

      expect(await added).toEqual(["first"]);
      (await upgraded).close();
      await expect(page.add(1)).rejects.toBeInstanceOf(StorageOutdatedError);
    });

    test("a stream whose context is gone is gone on with by whoever comes", async () => {
      {
        await using page = closing(openPage());
        await page.add(30);
      }
      await using other = closing(openPage());

      await other.work(3, true);
      await other.add(30);

      expect(totalsOf(await other.driver.store()).states).toMatchObject({ enqueued: 57, succeeded: 3 });
      expect(await other.driver.faults()).toEqual([]);
    });

    test(
      "whatever happens in whichever order, every job is there and counted",
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
            database = `streams-${crypto.randomUUID()}`;
            const pages = [openPage(), openPage(), openPage()];
            let expected = 0;
            for (const each of steps) {
              const page = pages[each.who]!;
              const { storage, driver } = page;
              const { now } = driver;
              if (each.what === "add") await page.add(each.count);
              else if (each.what === "work") await page.work(each.count, each.finishes);
              else if (each.what === "both")
                await Promise.all([page.add(each.count), pages[(each.who + 1) % 3]!.add(each.count)]);
              else if (each.what === "limited")
                await driver.add({ id: nextId(), unique: unique(`key-${count}`) });
              else if (each.what === "wipe") await storage.run(wipe, { now });
              else if (each.what === "break off") await storage.run(breakOff, { now }).catch(() => {});
              else if (each.what === "open anew") {
                await storage.close();
                pages[each.who] = openPage();
              } else await storage.run(pauseQueue, { now, queue: "q", paused: each.what === "pause" });

              if (each.what === "wipe") expected = 0;
              if (each.what === "add") expected += each.count;
              if (each.what === "both") expected += 2 * each.count;
              if (each.what === "limited") expected += 1;
              const [reader] = pages as [Page, Page, Page];
              const store = await reader.driver.store();
              expect(store.jobs).toHaveLength(expected);
              expect(await reader.driver.faults()).toEqual([]);
            }
            for (const { storage } of pages) await storage.close();
          }),
          runs(times),
        );
      },
      longest(30_000),
    );
  });
}

/** What the next version of the library does. */
const upgrade = (database: string): Promise<IDBDatabase> =>
  answerOf(indexedDB.open(database, SCHEMA_VERSION + 1));

const unique = (key: string) => ({ key, while: "unfinished" }) as const;

function closing(page: Page): Page & AsyncDisposable {
  return Object.assign(page, { [Symbol.asyncDispose]: () => page.storage.close() });
}
