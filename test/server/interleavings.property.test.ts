import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type Command, PLAIN, type Plan } from "../support/chaos-commands.ts";
import { aStory, faultsAfter, inIndexedDb, inMemory } from "../support/chaos-worlds.ts";
import { emptyIndexedDB, useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { longest, runs } from "../support/property.ts";

test(
  "whatever happens in whatever order, no job is lost, stuck, done twice or counted wrong",
  async () => {
    const isKept = fc.asyncProperty(aStory, async (story) => {
      expect(await faultsAfter(inMemory(), story)).toEqual([]);
    });
    await fc.assert(isKept, runs(150));
  },
  longest(120_000),
);

describe("over IndexedDB", () => {
  useFakeIndexedDB();

  test(
    "whatever happens in whatever order, no job is lost, stuck, done twice or counted wrong",
    async () => {
      const isKept = fc.asyncProperty(aStory, async (story) => {
        emptyIndexedDB();
        expect(await faultsAfter(inIndexedDb("world"), story)).toEqual([]);
      });
      await fc.assert(isKept, runs(25));
    },
    longest(120_000),
  );

  test("bursts of awaited calls leave the totals to a stream, and break off those of others", async () => {
    const add = vi.spyOn(IDBObjectStore.prototype, "add");
    const put = vi.spyOn(IDBObjectStore.prototype, "put");
    const abort = vi.spyOn(IDBTransaction.prototype, "abort");
    const burst = (client: number, count: number): Command => ({ do: "burst", client, plan: quick, count });
    const commands: Command[] = [
      { do: "pause", queue: "*" },
      ...[0, 1, 0, 1].map((client) => burst(client, 20)),
      { do: "unpause", queue: "*" },
      // The last call of each is on its way when the other begins.
      burst(0, 19),
      burst(1, 19),
      { do: "settle" },
    ];

    expect(await faultsAfter(inIndexedDb("world"), { commands, seed: 1 })).toEqual([]);

    const opened = put.mock.calls.filter(([value]) => "streamed" in (value as object));
    const closed = add.mock.calls.filter(([value]) => value === null);
    expect(opened.length).toBeGreaterThan(2);
    expect(closed.length).toBeGreaterThan(2);
    expect(abort.mock.calls.length).toBeGreaterThan(1);
    for (const spy of [add, put, abort]) spy.mockRestore();
  });
});

/** It is over as soon as it has begun. */
const quick: Plan = { ...PLAIN, how: "quick", attempts: 1 };
