import { describe, expect, test } from "vitest";
import type { JobNotice, Notice } from "../../src/job/notice.ts";
import type { Change, Operation } from "../../src/operations/operation.ts";
import { TABLE_NAMES } from "../../src/operations/tables.ts";
import type { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { NOON } from "../support/make-job.ts";
import { payloads, put, write } from "./conformance/world.ts";

const enqueued: JobNotice = {
  type: "job",
  id: "a",
  name: "send",
  queue: "default",
  state: "enqueued",
  at: NOON,
};

/** Looks, then commits: as every operation of a client does. */
const lookAndWrite = (changes: readonly Change[], notices: readonly Notice[]): Operation<void, string> => ({
  name: "test-look-and-write",
  mode: "readwrite",
  tables: TABLE_NAMES,
  *decide() {
    yield [{ kind: "get", table: "counters", key: "totals" }];
    return { changes, notices, result: "written" };
  },
});

/** What is told of a commit before it is done, on whatever IndexedDB there is. */
export function describeWorkComing(where: string, open: () => IndexedDbStorage): void {
  describe(`work that is coming, ${where}`, () => {
    test("whoever looks when it is told of, in another context, finds it", async () => {
      await using page = closing(open());
      await using worker = closing(open());
      const found = new Promise<unknown>((resolve) => {
        worker.storage.subscribe(
          () => {},
          () => resolve(payloads(worker.storage)),
        );
      });

      await page.storage.run(lookAndWrite([put("a", 1)], [enqueued]), undefined);

      expect(await found).toEqual([["a", 1]]);
    });

    test("it is told once, to the others, and the notices that follow say that it was", async () => {
      await using page = closing(open());
      await using worker = closing(open());
      const heard: unknown[] = [];
      page.storage.subscribe(
        () => {},
        () => heard.push("its own work is coming"),
      );
      const told = new Promise<void>((resolve) => {
        worker.storage.subscribe(
          (notices, own, foretold) => {
            heard.push({ notices, own, foretold });
            resolve();
          },
          () => heard.push("work is coming"),
        );
      });

      await page.storage.run(lookAndWrite([], [enqueued]), undefined);
      await told;

      expect(heard).toEqual(["work is coming", { notices: [enqueued], own: false, foretold: true }]);
    });

    test("in a stream of calls only the first is foretold: whoever is to be woken has been", async () => {
      await using page = closing(open());
      await using worker = closing(open());
      const heard: unknown[] = [];
      const told = new Promise<void>((resolve) => {
        worker.storage.subscribe(
          ([notice], _own, foretold) => {
            heard.push([(notice as JobNotice).id, foretold]);
            if (heard.length === 3) resolve();
          },
          () => heard.push("work is coming"),
        );
      });

      await page.storage.run(lookAndWrite([], [enqueued]), undefined);
      await page.storage.run(lookAndWrite([], [{ ...enqueued, id: "b" }]), undefined);
      await told;

      expect(heard).toEqual(["work is coming", ["a", true], ["b", false]]);
    });

    test("who does not listen for it is not told that its notices were foretold", async () => {
      await using page = closing(open());
      await using worker = closing(open());
      const told = new Promise<unknown>((resolve) => {
        worker.storage.subscribe((_notices, _own, foretold) => resolve(foretold));
      });

      await page.storage.run(lookAndWrite([], [enqueued]), undefined);

      expect(await told).toBe(false);
    });

    test("what no server can begin, and what has read nothing, is told when it is done, and only then", async () => {
      await using page = closing(open());
      await using worker = closing(open());
      const heard: unknown[] = [];
      const told = new Promise<void>((resolve) => {
        worker.storage.subscribe(
          ([notice], _own, foretold) => {
            heard.push([(notice as { state: string }).state, foretold]);
            if (heard.length === 2) resolve();
          },
          () => heard.push("work is coming"),
        );
      });

      await page.storage.run(lookAndWrite([], [{ ...enqueued, state: "succeeded" }]), undefined);
      // Its turn may not have come when it asks for the commit: who looks then might look before it.
      await page.storage.run(write([], [enqueued]), undefined);
      await told;

      expect(heard).toEqual([
        ["succeeded", false],
        ["enqueued", false],
      ]);
    });
  });
}

function closing(storage: IndexedDbStorage) {
  return { storage, [Symbol.asyncDispose]: () => storage.close() };
}
