import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Change, Operation } from "../../../src/operations/operation.ts";
import { TABLE_NAMES } from "../../../src/operations/tables.ts";
import { makeJob } from "../../support/make-job.ts";
import { heard, type Opened, payloads, put, serverNotice, write } from "./world.ts";

const broken = new Error("The operation can't decide.");

/** Writes, looks at what it wrote, and then throws. */
const throwing = (when: "at once" | "after a read" | "after writing"): Operation<void, void> => ({
  name: "test-throw",
  mode: "readwrite",
  tables: TABLE_NAMES,
  *decide() {
    if (when === "after a read") yield [{ kind: "list", table: "payloads" }];
    if (when === "after writing") yield [{ kind: "write", changes: [put("early", 1)] }];
    throw broken;
  },
});

/** Commits: whole or not at all, one after another, told after. */
export function describeCommits(open: Opened): void {
  describe("an operation", () => {
    test("commits all its changes, over several tables", async () => {
      const storage = open();
      const job = makeJob({ id: "a" });

      const result = await storage.run(
        write([put("a/args", 1), { kind: "put", table: "jobs", value: job, was: undefined }, put("gone", 2)]),
        undefined,
      );
      await storage.run(write([{ kind: "delete", table: "payloads", key: "gone" }]), undefined);

      expect(result).toBe("written");
      expect(await payloads(storage)).toEqual([["a/args", 1]]);
    });

    test("deletes a range of keys with both its ends, and nothing beside it", async () => {
      const storage = open();
      await storage.run(write(["a", "b", "bb", "c", "d"].map((id) => put(id, id))), undefined);

      await storage.run(
        write([{ kind: "delete-range", table: "payloads", lower: "b", upper: "c" }]),
        undefined,
      );

      expect((await payloads(storage)).map(([id]) => id)).toEqual(["a", "d"]);
    });

    test.each(["at once", "after a read", "after writing"] as const)(
      "that throws %s leaves nothing, and the next one goes through",
      async (when) => {
        const storage = open();

        await expect(storage.run(throwing(when), undefined)).rejects.toBe(broken);
        await storage.run(write([put("next", 1)]), undefined);

        expect(await payloads(storage)).toEqual([["next", 1]]);
      },
    );

    test("that decides a value which can't be stored leaves nothing of what came before or after it", async () => {
      const storage = open();
      const changes: Change[] = [put("before", 1), put("bad", { run: () => {} }), put("after", 2)];

      await expect(storage.run(write(changes), undefined)).rejects.toThrow();

      expect(await payloads(storage)).toEqual([]);
    });

    test("reads what it has written early, and nobody else does before the commit", async () => {
      const storage = open();
      const operation: Operation<void, unknown> = {
        name: "test-early",
        mode: "readwrite",
        tables: TABLE_NAMES,
        *decide() {
          yield [{ kind: "write", changes: [put("a", 1)] }];
          const [row] = yield [{ kind: "get", table: "payloads", key: "a" }];
          return { changes: [put("b", 2)], notices: [], result: row };
        },
      };

      expect(await storage.run(operation, undefined)).toEqual({ id: "a", value: 1 });
      expect(await payloads(storage)).toHaveLength(2);
    });

    test("sees all that an operation asked for before it has written, from whatever context", async () => {
      const [a, b] = [open(), open()];
      const increment: Operation<void, void> = {
        name: "test-increment",
        mode: "readwrite",
        tables: TABLE_NAMES,
        *decide() {
          const [row] = yield [{ kind: "get", table: "payloads", key: "count" }];
          const { value } = (row ?? { value: 0 }) as { value: number };
          return { changes: [put("count", value + 1)], notices: [], result: undefined };
        },
      };

      await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b).run(increment, undefined)));

      expect(await payloads(open())).toEqual([["count", 20]]);
    });

    test("gets a copy: what its caller changes afterwards does not reach the store", async () => {
      const storage = open();
      const value = { to: ["ada"] };

      await storage.run(write([put("a", value)]), undefined);
      value.to.push("eve");

      expect(await payloads(storage)).toEqual([["a", { to: ["ada"] }]]);
    });
  });

  describe("notices", () => {
    test("reach every context after the commit, and say to whom it was its own", async () => {
      const [mine, other] = [open(), open()];
      const [here, there] = [heard(mine), heard(other)];

      await mine.run(write([put("a", 1)], [serverNotice("s")]), undefined);

      expect(await here.promise).toEqual({ notices: [serverNotice("s")], own: true });
      expect(await there.promise).toEqual({ notices: [serverNotice("s")], own: false });
    });

    test("come when what they tell of can be read", async () => {
      const [mine, other] = [open(), open()];
      const seen = new Promise<unknown>((resolve) => {
        other.subscribe(() => resolve(payloads(other)));
      });

      await mine.run(write([put("a", 1)], [serverNotice("s")]), undefined);

      expect(await seen).toEqual([["a", 1]]);
    });

    test("of an operation that failed reach nobody", async () => {
      const [mine, other] = [open(), open()];
      const there = heard(other);

      await mine.run(write([put("bad", () => {})], [serverNotice("failed")]), undefined).catch(() => {});
      await mine.run(write([put("a", 1)], [serverNotice("good")]), undefined);

      expect((await there.promise).notices).toEqual([serverNotice("good")]);
    });

    test("stop with the subscription", async () => {
      const storage = open();
      const told: unknown[] = [];
      const stop = storage.subscribe((notices) => told.push(notices));

      stop();
      await storage.run(write([], [serverNotice("s")]), undefined);

      expect(told).toEqual([]);
    });

    test("of a listener that throws spoil neither the commit's answer nor the other listeners", async () => {
      const storage = open();
      const told: unknown[] = [];
      const trouble = new DOMException("A listener's own trouble.", "AbortError");
      const report = vi.fn();
      vi.stubGlobal("reportError", report);
      onTestFinished(() => void vi.unstubAllGlobals());
      storage.subscribe(() => {
        throw trouble;
      });
      storage.subscribe((notices) => told.push(notices));

      const answer = storage.run(write([put("a", 1)], [serverNotice("s")]), undefined);

      await expect(answer).resolves.toBe("written");
      expect(report).toHaveBeenCalledExactlyOnceWith(trouble);
      expect(told).toEqual([[serverNotice("s")]]);
      expect(await payloads(storage)).toEqual([["a", 1]]);
    });
  });

  test("a storage that is closed refuses what is asked of it, and leaves the other contexts alone", async () => {
    const [mine, other] = [open(), open()];
    await mine.run(write([put("a", 1)]), undefined);

    await mine.close();

    await expect(mine.run(write([put("b", 2)]), undefined)).rejects.toMatchObject({ code: "closed" });
    expect(await payloads(other)).toEqual([["a", 1]]);
  });

  test("what was on its way when its storage was closed is committed, and the other contexts are told of it", async () => {
    const [mine, other] = [open(), open()];
    await mine.run(write([put("a", 1)]), undefined);
    const there = heard(other);

    const written = mine.run(write([put("b", 2)], [serverNotice("last")]), undefined);
    await mine.close();

    await expect(written).resolves.toBe("written");
    expect((await there.promise).notices).toEqual([serverNotice("last")]);
    expect(await payloads(other)).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
  });
}
