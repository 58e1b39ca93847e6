import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { aStory, faultsAfter, inIndexedDb } from "../support/chaos-worlds.ts";
import { longest, runs } from "../support/property.ts";

test(
  "over a browser's own IndexedDB, whatever happens in whatever order, no job is lost, stuck, done twice or counted wrong",
  async () => {
    const names: string[] = [];
    onTestFinished(() => {
      for (const name of names) indexedDB.deleteDatabase(name);
    });
    const isKept = fc.asyncProperty(aStory, async (story) => {
      const name = `world-${names.length}`;
      names.push(name);
      expect(await faultsAfter(inIndexedDb(name), story)).toEqual([]);
    });
    await fc.assert(isKept, runs(10));
  },
  longest(120_000),
);
