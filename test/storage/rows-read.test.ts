import { expect, onTestFinished, test, vi } from "vitest";
import { advance } from "../../src/operations/claim/advance.ts";
import { createJobs } from "../../src/operations/create-jobs.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { makeJob, NOON } from "../support/make-job.ts";
import { read, write } from "./conformance/world.ts";

useFakeIndexedDB();

test("a lane of many jobs to a row is read by the row, whatever the rows of another lane hold", async () => {
  const storage = new IndexedDbStorage(
    { name: "rows" },
    new VirtualBrowser(new VirtualClock(NOON)).open().platform,
  );
  const make = (name: string, sequence: number) =>
    ({
      kind: "put",
      table: "jobs",
      value: makeJob({ id: `${name}${sequence}`, name, sequence }),
      was: undefined,
    }) as const;
  // Forty commits of one job each, and one of two hundred.
  for (let i = 0; i < 40; i++) await storage.run(write([make("single", i)]), undefined);
  await storage.run(write(Array.from({ length: 200 }, (_, i) => make("bulk", 100 + i))), undefined);
  const firstOf = (name: string): Promise<unknown> => {
    const lane = `default|${name}|`;
    return storage.run(
      read({ kind: "list", table: "jobs", index: "ready", lower: [lane], upper: [lane, []], limit: 32 }),
      undefined,
    );
  };
  const rows: number[] = [];
  const { getAll } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, "getAll").mockImplementation(function (this: IDBObjectStore, ...given) {
    rows.push(given[1] as number);
    return getAll.apply(this, given);
  });

  for (let i = 0; i < 2; i++) {
    expect(await firstOf("single")).toHaveLength(32);
    expect(await firstOf("bulk")).toHaveLength(32);
  }

  // A guess that proves too small is made once for a lane: the first row, then as many as are needed, and one by which to see where
  // they end.
  expect(rows).toEqual([1, 33, 1, 33, 1]);
  vi.restoreAllMocks();
  await storage.close();
});

test("a claim from a short line asks for the totals, the leases and that line, and an enqueue for the totals alone", async () => {
  const { platform } = new VirtualBrowser(new VirtualClock(NOON)).open();
  const storage = new IndexedDbStorage({ name: "asked" }, platform);
  const server = "server-1";
  const announced = { server, token: 0, jobs: [], seenAt: NOON, kind: "window" } as never;
  await storage.run(write([{ kind: "put", table: "leases", value: announced }]), undefined);
  const asked: string[] = [];
  const spied = (owner: object, source: { prototype: unknown }, method: string): void => {
    const { prototype } = source as { prototype: Record<string, (...given: unknown[]) => unknown> };
    const original = prototype[method]!;
    vi.spyOn(prototype, method).mockImplementation(function (this: { name: string }, ...given) {
      asked.push(`${owner === IDBIndex ? "index " : ""}${this.name} ${method}`);
      return original.apply(this, given);
    });
  };
  for (const source of [IDBObjectStore, IDBIndex])
    for (const method of ["get", "getAll", "getAllKeys", "openCursor", "count"])
      spied(source, source, method);
  const draft = { id: "job1", name: "send", queue: "default", priority: 0, maxAttempts: 1 } as const;

  await storage.run(createJobs, { now: NOON, groups: [[{ draft }]] });
  expect(asked.splice(0)).toEqual(["slowmatch-counters get"]);

  const claim = { queues: ["default"], handles: ["send"], limit: 4, kind: "window", online: true } as never;
  const { claimed } = await storage.run(advance, { now: NOON, server, outcomes: [], claim });
  expect(claimed.map(({ job }) => job.id)).toEqual(["job1"]);
  expect(asked).toEqual(["slowmatch-counters get", "slowmatch-leases getAll", "slowmatch-ready getAll"]);
  vi.restoreAllMocks();
  await storage.close();
});

test("row by row, newest first, is read the same; one that can't be read back fails the reading, and nobody waits for ever", async () => {
  // As in WebKit: there is no reading backwards in one request.
  for (const { prototype } of [IDBObjectStore, IDBIndex])
    vi.spyOn(prototype, "getAllRecords" as never, "get").mockReturnValue(undefined as never);
  onTestFinished(() => void vi.restoreAllMocks());
  const { platform } = new VirtualBrowser(new VirtualClock(NOON)).open();
  const storage = new IndexedDbStorage({ name: "backwards" }, platform);
  onTestFinished(() => storage.close());
  const ids = ["a", "b", "c", "d"];
  const rows = ids.map((id, sequence) => makeJob({ id, sequence, state: "failed" }));
  await storage.run(
    write(rows.map((value) => ({ kind: "put", table: "jobs", value, was: undefined }) as const)),
    undefined,
  );
  const newest = async (limit?: number): Promise<string[]> => {
    const range = { index: "list", lower: ["failed"], upper: ["failed", []], reverse: true } as const;
    const found = await storage.run(read({ kind: "list", table: "jobs", ...range, limit }), undefined);
    return (found as { id: string }[]).map(({ id }) => id);
  };
  expect(await newest()).toEqual(["d", "c", "b", "a"]);
  expect(await newest(2)).toEqual(["d", "c"]);

  const { openCursor } = IDBIndex.prototype;
  vi.spyOn(IDBIndex.prototype, "openCursor").mockImplementation(function (this: IDBIndex, ...given) {
    const request = openCursor.apply(this, given);
    const damage = ({ result: cursor }: typeof request): void => {
      if (cursor?.primaryKey !== "b") return;
      const get = (): never => {
        throw new Error("It can't be read back.");
      };
      Object.defineProperty(cursor, "value", { get });
    };
    request.addEventListener("success", () => damage(request));
    return request;
  });

  await expect(newest()).rejects.toThrow("It can't be read back.");
  expect(await newest(2)).toEqual(["d", "c"]);
});
