import { onTestFinished, test } from "vitest";
import { everyPromiseIsKept, inIndexedDb } from "../support/chaos-worlds.ts";
import { longest } from "../support/property.ts";

test(
  "over a browser's own IndexedDB, whatever happens in whatever order, no job is lost, stuck, done twice or counted wrong",
  async () => {
    const names: string[] = [];
    onTestFinished(() => {
      for (const name of names) indexedDB.deleteDatabase(name);
    });
    await everyPromiseIsKept(() => {
      const name = `world-${names.length}`;
      names.push(name);
      return inIndexedDb(name);
    }, 10);
  },
  longest(120_000),
);
