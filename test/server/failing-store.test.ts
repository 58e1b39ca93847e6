import { expect, test } from "vitest";
import { defineJob, handle, StorageFullError } from "../../src/index.ts";
import { advance } from "../../src/operations/claim/advance.ts";
import { expireJobs } from "../../src/operations/expire-jobs.ts";
import { repairAwaiting } from "../../src/operations/repair-awaiting.ts";
import { announceServer } from "../../src/operations/servers.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { makeRuntime, stateOf } from "../support/runtime.ts";

const work = defineJob<void, string>("work");

// The fault run found it: a round in which commits were aborted stood still for a minute after the last of them.
test("a server whose commits have failed for an hour goes on within ten seconds of the store's being well again", async () => {
  const database = new MemoryDatabase();
  let broken = false;
  let tries = 0;
  const runtime = makeRuntime([handle(work, () => "done")], {
    openStorage() {
      const storage = new MemoryStorage(database);
      const run = storage.run.bind(storage);
      storage.run = ((operation, input) => {
        if (operation.name !== advance.name || !broken) return run(operation, input);
        tries += 1;
        return Promise.reject(new Error("The commit was aborted."));
      }) as typeof storage.run;
      return storage;
    },
  });
  await runtime.settle();
  broken = true;
  const id = await runtime.client.enqueue(work);
  await runtime.advance("1h");
  expect(await stateOf(runtime, id)).toBe("enqueued");
  // One try in ten seconds is no load.
  expect(tries).toBeLessThan(370);

  broken = false;
  await runtime.advance("10s");

  expect(await stateOf(runtime, id)).toBe("succeeded");
});

// Found by the random interleavings: it did nothing until somebody else said something.
test.each(["started", "shown again"])(
  "a server that could not announce itself when it was %s goes on as soon as the store is well",
  async (when) => {
    const database = new MemoryDatabase();
    let failures = 0;
    const runtime = makeRuntime([], {
      openStorage() {
        const storage = new MemoryStorage(database);
        const run = storage.run.bind(storage);
        storage.run = ((operation, input) => {
          if (operation.name !== announceServer.name || failures === 0) return run(operation, input);
          failures -= 1;
          return Promise.reject(new Error("The commit was aborted."));
        }) as typeof storage.run;
        return storage;
      },
    });
    runtime.kill();
    const start = () => runtime.addServer({ kind: "window", handlers: [handle(work, () => "done")] });
    const page = when === "started" ? undefined : start();
    await runtime.settle();
    page?.context.suspend();
    await runtime.settle();
    const id = await runtime.client.enqueue(work);
    await runtime.settle();

    failures = 1;
    if (page) page.context.resume();
    else start();
    await runtime.advance("1s");

    expect(failures).toBe(0);
    expect(runtime.errors).toHaveLength(1);
    expect(await stateOf(runtime, id)).toBe("succeeded");
  },
);

test("what has expired is removed also while nothing can be committed: it may be what fills the store", async () => {
  const database = new MemoryDatabase();
  let full = false;
  const runtime = makeRuntime([handle(work, () => "done")], {
    openStorage() {
      const storage = new MemoryStorage(database);
      const run = storage.run.bind(storage);
      storage.run = (async (operation, input) => {
        if (operation.name === advance.name && full) throw new StorageFullError("There is no room.");
        const answer = await run(operation, input);
        if (operation.name === expireJobs.name && (answer as { removed: number }).removed > 0) full = false;
        return answer;
      }) as typeof storage.run;
      return storage;
    },
  });
  const old = await runtime.client.enqueue(work, undefined, { keep: { succeeded: "1h" } });
  await runtime.settle();
  full = true;
  const id = await runtime.client.enqueue(work);
  await runtime.advance("2h");

  expect(await runtime.client.get(old)).toBeUndefined();
  expect(await stateOf(runtime, id)).toBe("succeeded");
});

test.each([expireJobs.name, repairAwaiting.name])(
  "a store in which %s fails each time holds up no job",
  async (failing) => {
    const database = new MemoryDatabase();
    let tries = 0;
    const runtime = makeRuntime([handle(work, () => "done")], {
      openStorage() {
        const storage = new MemoryStorage(database);
        const run = storage.run.bind(storage);
        storage.run = ((operation, input) => {
          if (operation.name !== failing) return run(operation, input);
          tries += 1;
          return Promise.reject(new Error("It can't be read."));
        }) as typeof storage.run;
        return storage;
      },
    });
    const parent = await runtime.client.schedule(work, undefined, { delay: "1d" });
    await runtime.client.continueWith(parent, work);
    await runtime.advance("1h");
    const ids = [];
    for (let i = 0; i < 5; i++) {
      ids.push(await runtime.client.enqueue(work));
      await runtime.settle();
    }
    expect(await Promise.all(ids.map((id) => stateOf(runtime, id)))).toEqual(ids.map(() => "succeeded"));
    expect(tries).toBeGreaterThan(300);
    expect(tries).toBeLessThan(400);
  },
);
