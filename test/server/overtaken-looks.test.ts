import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { expireJobs } from "../../src/operations/expire-jobs.ts";
import { fireRecurring } from "../../src/operations/fire-recurring.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { makeRuntime, stateOf } from "../support/runtime.ts";

const work = defineJob<string>("work", { keep: { succeeded: "1h" } });

/** A runtime in which something can happen between an operation's commit and the answer that its server hears. */
function makeWorld(ran: string[]) {
  const database = new MemoryDatabase();
  const between: { operation?: string; happen?: () => Promise<unknown> } = {};
  const runtime = makeRuntime([handle(work, (args) => void ran.push(args))], {
    openStorage() {
      const storage = new MemoryStorage(database);
      const run = storage.run.bind(storage);
      storage.run = (async (operation, input) => {
        const answer = await run(operation, input);
        const { happen } = between;
        if (operation.name === between.operation && happen) {
          delete between.happen;
          await happen();
        }
        return answer;
      }) as typeof storage.run;
      return storage;
    },
  });
  return { runtime, between };
}

test("a server that has just begun starts a job before it looks for what has expired", async () => {
  const ran: string[] = [];
  const { runtime, between } = makeWorld(ran);
  let ranBefore: readonly string[] | undefined;
  between.operation = expireJobs.name;
  between.happen = async () => {
    ranBefore = [...ran];
  };

  await runtime.client.enqueue(work, "first");
  await runtime.settle();

  expect(ranBefore).toEqual(["first"]);
});

test("how a job went is written down before all that has expired is removed", async () => {
  const ran: string[] = [];
  const { runtime, between } = makeWorld(ran);
  const { client } = runtime;
  await client.enqueueMany(Array.from({ length: 500 }, (_, i) => ({ job: work, args: `${i}` })));
  await runtime.settle();
  runtime.kill();
  await runtime.advance("2h");
  const id = await client.enqueue(work, "new");
  let looks = 0;
  const states: unknown[] = [];
  between.operation = expireJobs.name;
  const look = async (): Promise<void> => {
    looks += 1;
    states.push(await stateOf(runtime, id));
    between.happen = look;
  };
  between.happen = look;
  runtime.restart();
  await runtime.settle();

  expect(looks).toBeGreaterThanOrEqual(3);
  expect(states.slice(0, 3)).toEqual(["processing", "succeeded", "succeeded"]);
});

test("a definition that is declared before a look for such has been answered fires at its time", async () => {
  const ran: string[] = [];
  const { runtime, between } = makeWorld(ran);
  between.operation = fireRecurring.name;
  between.happen = () => runtime.client.recurring.addOrUpdate("hourly", work, "hourly", { every: "1h" });

  await runtime.settle();
  expect(between.happen).toBeUndefined();
  await runtime.advance("1h");

  expect(ran).toEqual(["hourly"]);
});

test("a job that ends before a look for expired ones has been answered is removed at the end of its time", async () => {
  const ran: string[] = [];
  const { runtime, between } = makeWorld(ran);
  let id = "";
  between.operation = expireJobs.name;
  between.happen = async () => {
    id = await runtime.client.enqueue(work, "once");
    await runtime.client.delete(id);
  };

  await runtime.settle();
  expect(await stateOf(runtime, id)).toBe("deleted");
  await runtime.advance("25h");

  expect(await runtime.client.get(id)).toBeUndefined();
});
