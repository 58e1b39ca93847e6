import { expect, test } from "vitest";
import { defineJob } from "../../src/index.ts";
import { alone } from "../support/alone.ts";

const send = defineJob<number>("send");

test("changes that are asked for at once share transactions, and each gets its own answer", async () => {
  const { client, asked, driver } = alone();
  const ids = await client.enqueueMany(Array.from({ length: 600 }, (_, i) => ({ job: send, args: i })));
  asked.length = 0;

  const deleted = await Promise.all([...ids, "nobody"].map((id) => client.delete(id)));

  expect(deleted).toEqual([...ids.map(() => true), false]);
  expect(asked).toEqual(["change-state", "change-state", "change-state"]);
  expect(await client.monitor.statistics()).toMatchObject({ enqueued: 0, deleted: 600 });
  expect(await driver.faults()).toEqual([]);
});

test("different changes of one job at once happen in the order of the calls", async () => {
  const { client, driver } = alone();
  const id = await client.enqueue(send, 1);

  const answers = await Promise.all([
    client.delete(id),
    client.requeue(id),
    client.reschedule(id, { delay: "1h" }),
    client.requeue(id),
    client.requeue(id),
  ]);

  expect(answers).toEqual([true, true, true, true, false]);
  expect((await client.get(id))?.history.map(({ state }) => state)).toEqual([
    "enqueued",
    "deleted",
    "enqueued",
    "scheduled",
    "enqueued",
  ]);
  expect(await driver.faults()).toEqual([]);
});

test("a storage that refuses rejects every call of that transaction, and the next works", async () => {
  const { client, storage } = alone();
  const [a, b] = await client.enqueueMany([
    { job: send, args: 1 },
    { job: send, args: 2 },
  ]);
  const onOperation = storage.onOperation;
  storage.onOperation = () => {
    throw new Error("no disk");
  };

  const refused = await Promise.allSettled([client.delete(a!), client.delete(b!)]);

  expect(refused.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  storage.onOperation = onOperation;
  expect(await Promise.all([client.delete(a!), client.delete(b!)])).toEqual([true, true]);
});

test("closing waits for changes on their way", async () => {
  const { client, driver } = alone();
  const id = await client.enqueue(send, 1);

  void client.delete(id);
  await client.close();

  expect((await driver.record(id))?.state).toBe("deleted");
});
