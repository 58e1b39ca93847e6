import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { SCHEMA_VERSION } from "../../src/storage/indexeddb/schema.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { faults, storeOf } from "../support/audit.ts";
import { type DatabaseDump, dumpDatabase, restoreDatabase } from "../support/database-dump.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { FILLED_AT, fillDatabase, openFull } from "../support/full-database.ts";

// test/fixtures has a full database of each schema version, as that version's own code has written it. The present one
// may still grow; it is kept by `node scripts/keep-schema.mjs`, which the release script asks for. An old one is never
// rewritten.

useFakeIndexedDB();

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}test/fixtures/`;
const fileOf = (version: number): string => `${folder}schema-v${version}.json`;
const kept = (): number[] =>
  readdirSync(folder).flatMap((file) => Number(/^schema-v(\d+)\.json$/.exec(file)?.[1] ?? []) || []);

if (process.env["KEEP_SCHEMA"]) {
  test("keeps the present schema", async () => {
    await fillDatabase("full");
    mkdirSync(folder, { recursive: true });
    const dump = JSON.stringify(await dumpDatabase("full"), null, 1);
    // The stacks of its errors would say where the repository lay.
    writeFileSync(fileOf(SCHEMA_VERSION), `${dump.replaceAll(root, "/app/")}\n`);
  });
}

test("every schema version before the present one is kept", () => {
  const before = Array.from({ length: SCHEMA_VERSION - 1 }, (_, i) => i + 1);
  expect(kept()).toEqual(expect.arrayContaining(before));
});

const dumpOf = (version: number): DatabaseDump =>
  JSON.parse(readFileSync(fileOf(version), "utf8")) as DatabaseDump;

async function audit(name: string): Promise<void> {
  const storage = new IndexedDbStorage(
    { name },
    new VirtualBrowser(new VirtualClock(FILLED_AT)).open().platform,
  );
  expect(faults(await storeOf(storage))).toEqual([]);
  await storage.close();
}

describe.each(kept())("a full database of schema version %i", (version) => {
  const dump = dumpOf(version);

  test("is upgraded with every row that it holds", async () => {
    await restoreDatabase("old", dump);
    await audit("old");

    const after = await dumpDatabase("old");

    expect(after.version).toBe(SCHEMA_VERSION);
    // An upgrade may add to a row, and takes nothing away.
    for (const [name, { rows }] of Object.entries(dump.stores))
      expect(after.stores[name]?.rows).toMatchObject(rows);
  });

  test("is worked on to its end: nothing is lost, run twice or forgotten", async () => {
    await restoreDatabase("old", dump);
    const runtime = openFull("old", { now: FILLED_AT + 30 * 60_000 });
    onTestFinished(() => runtime.close());
    const { jobs } = runtime;
    const stateOf = async (id: string): Promise<string | undefined> => (await jobs.get(id))?.state;
    await runtime.settle();

    expect(await jobs.get("done")).toMatchObject({
      state: "succeeded",
      attempt: 1,
      tags: ["first"],
      result: { said: "Hello, Ada", at: new Date("2027-01-01T09:00:00Z") },
    });
    expect(await jobs.monitor.log("done")).toMatchObject([{ message: "greeting", data: { name: "Ada" } }]);
    expect(await jobs.result("large")).toBe("X".repeat(12_000));
    expect(await jobs.get("failed")).toMatchObject({ state: "failed", error: { message: "No." } });
    expect(await stateOf("deleted")).toBe("deleted");
    expect(await jobs.get("stuck")).toMatchObject({ state: "succeeded", interruptions: 1, result: "free" });
    expect((await jobs.get("held"))!.waitingFor).toMatchObject([{ kind: "hold" }]);
    expect((await jobs.get("waiting"))!.waitingFor).toMatchObject([{ kind: "paused" }]);
    expect(await stateOf("after")).toBe("awaiting");

    await jobs.release("auth");
    await jobs.resumeQueue("paused");
    await runtime.advance("3h");
    for (const id of ["held", "waiting", "retrying", "later"])
      expect([id, await stateOf(id)]).toEqual([id, "succeeded"]);
    expect(await jobs.result("after")).toBe("archived Hello, Bob");
    const often = (await jobs.recurring.get("often"))!;
    expect(often.runs.at(-1)?.outcome).toBe("succeeded");

    await runtime.advance("22h");
    // The step was done before; 100 would say that it was performed again.
    expect(await jobs.result("asleep")).toBe(2);
    expect((await jobs.recurring.get("nightly"))!.runs.length).toBe(1);
    await runtime.close();
    await audit("old");
  });
});

describe.each(kept().filter((version) => version >= 2))("a full database of schema version %i", (version) => {
  const dump = dumpOf(version);

  test("keeps what waited and ended plainly, its batches, limits and wishes", async () => {
    await restoreDatabase("old", dump);
    const runtime = openFull("old", { now: FILLED_AT + 30 * 60_000 });
    onTestFinished(() => runtime.close());
    const { jobs } = runtime;
    const states = async (tag: string): Promise<string[]> =>
      (await jobs.monitor.jobs({ tag, limit: 100 })).map(({ state }) => state);
    await runtime.settle();

    expect(await states("plain-waiting")).toEqual(Array(12).fill("enqueued"));
    expect(await states("plain-done")).toEqual(Array(12).fill("succeeded"));
    expect((await states("limited")).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "enqueued",
      "enqueued",
      "succeeded",
    ]);
    expect(await jobs.monitor.batch("batch:outer")).toMatchObject({ name: "Outer", state: "running" });
    expect(await jobs.monitor.batch("batch:later")).toMatchObject({ state: "awaiting" });
    expect((await jobs.get("preferring"))?.state).toBe("succeeded");
    const queues = await jobs.monitor.queues();
    expect(queues.find(({ name }) => name === "narrow")?.limits).toEqual({ concurrency: 1 });

    await jobs.resumeQueue("paused");
    await runtime.advance("6h");
    for (const tag of ["plain-waiting", "plain-done", "limited"])
      expect([tag, ...new Set(await states(tag))]).toEqual([tag, "succeeded"]);
    const [inner] = await jobs.monitor.batches({ parentId: "batch:outer" });
    for (const id of ["batch:outer", "batch:later", inner!.id])
      expect([id, (await jobs.monitor.batch(id))?.state]).toEqual([id, "succeeded"]);
    expect((await jobs.get("after-batch"))?.state).toBe("succeeded");
    await runtime.close();
    await audit("old");
  });
});

describe.each(kept().filter((version) => version >= 3))("a full database of schema version %i", (version) => {
  const dump = dumpOf(version);

  test("keeps what a page that is gone had counted in a stream, and goes on counting", async () => {
    expect(dump.stores["slowmatch-stream"]?.rows).not.toEqual([]);
    await restoreDatabase("old", dump);
    const runtime = openFull("old", { now: FILLED_AT + 30 * 60_000 });
    onTestFinished(() => runtime.close());
    const { jobs } = runtime;
    const states = async (): Promise<string[]> =>
      (await jobs.monitor.jobs({ tag: "streamed", limit: 100 })).map(({ state }) => state);
    await runtime.settle();

    expect(await states()).toEqual(Array(12).fill("enqueued"));
    await jobs.resumeQueue("paused");
    await runtime.advance("1h");
    expect(await states()).toEqual(Array(12).fill("succeeded"));
    await runtime.close();
    await audit("old");
  });
});
