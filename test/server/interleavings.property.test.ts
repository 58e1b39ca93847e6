import fc from "fast-check";
import { describe, expect, test } from "vitest";
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
});
