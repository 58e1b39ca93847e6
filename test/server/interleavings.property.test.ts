import { describe, test } from "vitest";
import { everyPromiseIsKept, inIndexedDb, inMemory } from "../support/chaos-worlds.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { longest } from "../support/property.ts";

test(
  "whatever happens in whatever order, no job is lost, stuck, done twice or counted wrong",
  () => everyPromiseIsKept(inMemory, 150),
  longest(120_000),
);

describe("over IndexedDB", () => {
  useFakeIndexedDB();

  test(
    "whatever happens in whatever order, no job is lost, stuck, done twice or counted wrong",
    async () => {
      let worlds = 0;
      await everyPromiseIsKept(() => inIndexedDb(`world-${worlds++}`), 25);
    },
    longest(120_000),
  );
});
