import { describe, expect, test } from "vitest";
import type { Key, ListRead } from "../../../src/operations/operation.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { makeJob } from "../../support/make-job.ts";
import { type Opened, payloads, put, read, write } from "./world.ts";

/** Reads: one record, ranges of keys and of indexes, from either end. */
export function describeReads(open: Opened): void {
  const filled = async (...ids: string[]): Promise<Storage> => {
    const storage = open();
    await storage.run(write(ids.map((id) => put(id, id.toUpperCase()))), undefined);
    return storage;
  };
  const ids = async (storage: Storage, options: Partial<ListRead>): Promise<string[]> => {
    const rows = await storage.run(read({ kind: "list", table: "payloads", ...options }), undefined);
    return (rows as { id: string }[]).map(({ id }) => id);
  };

  describe("reads", () => {
    test("one record by its key, or nothing", async () => {
      const storage = await filled("a");

      expect(await storage.run(read({ kind: "get", table: "payloads", key: "a" }), undefined)).toEqual({
        id: "a",
        value: "A",
      });
      expect(
        await storage.run(read({ kind: "get", table: "payloads", key: "b" }), undefined),
      ).toBeUndefined();
    });

    test.each<[Partial<ListRead>, string]>([
      [{}, "abcd"],
      [{ reverse: true }, "dcba"],
      [{ limit: 2 }, "ab"],
      [{ limit: 2, reverse: true }, "dc"],
      [{ limit: 9 }, "abcd"],
      [{ lower: "b" }, "bcd"],
      [{ lower: "b", lowerOpen: true }, "cd"],
      [{ upper: "c" }, "abc"],
      [{ upper: "c", upperOpen: true }, "ab"],
      [{ lower: "b", upper: "c" }, "bc"],
      [{ lower: "b", upper: "b" }, "b"],
      [{ lower: "a", lowerOpen: true, upper: "d", upperOpen: true }, "bc"],
      [{ lower: "a", lowerOpen: true, upper: "d", upperOpen: true, reverse: true }, "cb"],
      [{ lower: "b", reverse: true, limit: 2 }, "dc"],
      [{ upper: "c", reverse: true, limit: 2 }, "cb"],
      [{ upper: "c", upperOpen: true, reverse: true, limit: 1 }, "b"],
      [{ lower: "bb", upper: "cc" }, "c"],
      [{ lower: "x" }, ""],
    ])("a range %o: %s", async (options, expected) => {
      const storage = await filled("c", "a", "d", "b");

      expect((await ids(storage, options)).join("")).toBe(expected);
    });

    test("the keys of a range, without the values", async () => {
      const storage = await filled("c", "a", "d", "b");
      const keys = (limit: number): Promise<unknown> =>
        storage.run(read({ kind: "keys", table: "payloads", lower: "b", upper: "d", limit }), undefined);

      expect(await keys(9)).toEqual(["b", "c", "d"]);
      expect(await keys(2)).toEqual(["b", "c"]);
    });

    const inLane = async (lower: Key, upper: Key, over: Partial<ListRead> = {}): Promise<string[]> => {
      const storage = open();
      const jobs = [
        makeJob({ id: "low", priority: 0, sequence: 1 }),
        makeJob({ id: "high", priority: 5, sequence: 9 }),
        makeJob({ id: "old", priority: 5, sequence: 2 }),
        makeJob({ id: "other", name: "archive", priority: 9, sequence: 3 }),
        makeJob({ id: "ended", state: "succeeded", sequence: 4 }),
      ];
      await storage.run(
        write(jobs.map((value) => ({ kind: "put", table: "jobs", value, was: undefined }))),
        undefined,
      );
      const range: ListRead = { kind: "list", table: "jobs", index: "ready", lower, upper, ...over };
      return ((await storage.run(read(range), undefined)) as { id: string }[]).map(({ id }) => id);
    };

    test("an index in the order of its key, without the records that lack it", async () => {
      expect(await inLane(["default|send|"], ["default|send|", []])).toEqual(["old", "high", "low"]);
      expect(await inLane(["a"], ["z"])).toEqual(["other", "old", "high", "low"]);
    });

    test("an index from its end, within bounds", async () => {
      expect(await inLane(["default|send|"], ["default|send|", []], { reverse: true, limit: 2 })).toEqual([
        "low",
        "high",
      ]);
    });

    test("records of an equal index key by their own key, from either end", async () => {
      const storage = open();
      const jobs = ["b", "a", "c"].map((id) => makeJob({ id, state: "failed", keep: { failed: 5 } }));
      await storage.run(
        write(jobs.map((value) => ({ kind: "put", table: "jobs", value, was: undefined }))),
        undefined,
      );
      const listed = async (reverse: boolean): Promise<string[]> => {
        const found = await storage.run(
          read({ kind: "list", table: "jobs", index: "expires", reverse }),
          undefined,
        );
        return (found as { id: string }[]).map(({ id }) => id);
      };

      expect(await listed(false)).toEqual(["a", "b", "c"]);
      expect(await listed(true)).toEqual(["c", "b", "a"]);
    });

    test("what the operation before has written, values of every kind included", async () => {
      const storage = open();
      const value = { at: new Date(5), map: new Map([["a", new Set([1n])]]), bytes: new Uint8Array([1, 2]) };

      await storage.run(write([put("a", value)]), undefined);

      expect(await payloads(open())).toEqual([["a", value]]);
    });
  });
}
