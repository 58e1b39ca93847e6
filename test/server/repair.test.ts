import { describe, expect, test } from "vitest";
import type { BatchRecord } from "../../src/batch/record.ts";
import { defineJob, handle } from "../../src/index.ts";
import type { JobRecord } from "../../src/job/record.ts";
import { TABLE_NAMES } from "../../src/operations/tables.ts";
import { MOST_TOLD } from "../../src/operations/work/settle.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { jobOf, makeRuntime, stateOf } from "../support/runtime.ts";

const parent = defineJob("parent", { retry: false });
const child = defineJob("child");

interface Damaged {
  runtime: TestRuntime;
  database: MemoryDatabase;
  /** Changes a record behind everybody's back. */
  alter(id: string, change: (job: JobRecord) => JobRecord | undefined): Promise<void>;
}

function damaged(): Damaged {
  const database = new MemoryDatabase();
  const storage = new MemoryStorage(database);
  const runtime = makeRuntime([handle(parent, () => {}), handle(child, () => {})], {
    openStorage: () => new MemoryStorage(database),
  });
  return {
    runtime,
    database,
    async alter(id, change) {
      const job = database.tables.get("jobs")?.rows.get(id) as unknown as JobRecord;
      const value = change(structuredClone(job));
      await storage.run(
        {
          name: "damage",
          mode: "readwrite",
          tables: TABLE_NAMES,
          // biome-ignore lint/correctness/useYield: an operation is a generator, also when it needs to know nothing
          *decide() {
            const put = value && ({ kind: "put", table: "jobs", value, was: job } as const);
            return {
              changes: [put ?? ({ kind: "delete", table: "jobs", key: id, was: job } as const)],
              notices: [],
              result: undefined,
            };
          },
        },
        undefined,
      );
    },
  };
}

describe("an awaiting job that nobody told", () => {
  test("of its parent's end is found within the hour, runs, and says that it was repaired", async () => {
    const { runtime, alter } = damaged();
    const { client } = runtime;
    const id = await client.schedule(parent, undefined, { delay: "1m" });
    const next = await client.continueWith(id, child);
    // Its parent has forgotten it.
    await alter(id, ({ children: _children, ...job }) => job);

    await runtime.advance("2m");
    expect(await stateOf(runtime, next)).toBe("awaiting");
    await runtime.advance("1h");

    const { state, history } = await jobOf(runtime, next);
    expect(state).toBe("succeeded");
    expect(history.map(({ reason }) => reason)).toContain(
      "Repaired: its parent had ended, and it was not told.",
    );
  });

  test("of the end of a cancelled batch, which was stored as failed, is deleted", async () => {
    const { runtime, database } = damaged();
    const { client } = runtime;
    const made = await client.batch((batch) => void batch.schedule(parent, undefined, { delay: "1d" }));
    const left = await client.continueWith(made.id, child);
    const batches = database.tables.get("batches")!;
    const batch = batches.rows.get(made.id) as unknown as BatchRecord;
    const ended = { state: "failed", list: ["failed", batch.sequence], cancelledAt: runtime.now() };
    batches.put({ ...batch, ...ended, jobs: { ...batch.jobs, scheduled: 0, failed: 1, deleted: 1 } });

    await runtime.advance("2h");

    expect(await stateOf(runtime, left)).toBe("deleted");
    expect(await stateOf(runtime, await client.continueWith(made.id, child))).toBe("deleted");
  });

  test("of its parent's removal is deleted, and says why", async () => {
    const { runtime, alter } = damaged();
    const id = await runtime.client.schedule(parent, undefined, { delay: "1d" });
    const next = await runtime.client.continueWith(id, child);
    const always = await runtime.client.continueWith(id, child, undefined, { on: "finished" });
    await alter(id, () => undefined);

    await runtime.client.enqueue(child);
    await runtime.interrupt();
    await runtime.advance("2h");

    expect(await stateOf(runtime, always)).toBe("succeeded");
    expect(await jobOf(runtime, next)).toMatchObject({ state: "deleted" });
    expect((await jobOf(runtime, next)).history.at(-1)?.reason).toBe(
      `Repaired: It was to run when ${id} had succeeded, but that job is gone.`,
    );
  });

  test("that all it waits for is met is released", async () => {
    const { runtime, alter } = damaged();
    const id = await runtime.client.schedule(parent, undefined, { delay: "1d" });
    const next = await runtime.client.continueWith(id, child);
    await alter(next, (job) => ({ ...job, parents: [{ id, met: true }] }));

    await runtime.interrupt();
    await runtime.advance("2h");

    expect(await stateOf(runtime, next)).toBe("succeeded");
  });

  test("is left alone while its parent can still end as it wants", async () => {
    const { runtime } = damaged();
    const id = await runtime.client.schedule(parent, undefined, { delay: "1d" });
    const next = await runtime.client.continueWith(id, child);

    await runtime.advance("3h");

    const { state, history } = await jobOf(runtime, next);
    expect([state, history.length]).toEqual(["awaiting", 1]);
  });
});

test("what one transaction leaves is carried on by the server, at once, and after its death by the next", async () => {
  const { runtime } = damaged();
  const { client } = runtime;
  const id = await client.schedule(parent, undefined, { delay: "1d" });
  await Promise.all(Array.from({ length: MOST_TOLD + 20 }, () => client.continueWith(id, child)));
  runtime.kill();
  await client.delete(id);
  expect(await client.monitor.statistics()).toMatchObject({ awaiting: 20 });

  runtime.restart();
  await runtime.settle();

  expect(await client.monitor.statistics()).toMatchObject({ awaiting: 0, deleted: MOST_TOLD + 21 });
});

test("a server that is up carries on at once", async () => {
  const { runtime } = damaged();
  const { client } = runtime;
  const id = await client.schedule(parent, undefined, { delay: "1d" });
  await Promise.all(Array.from({ length: MOST_TOLD + 20 }, () => client.continueWith(id, child)));
  await runtime.settle();

  await client.delete(id);
  await runtime.settle();

  expect(await client.monitor.statistics()).toMatchObject({ awaiting: 0, deleted: MOST_TOLD + 21 });
});
