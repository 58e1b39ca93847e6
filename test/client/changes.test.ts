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

test("a change with an expected state is applied in that state only, as it is in its transaction", async () => {
  const { client, driver } = alone();
  const id = await client.enqueue(send, 1);

  // Two tabs that both saw it enqueued: the second comes too late, and learns it.
  const answers = await Promise.all([
    client.reschedule(id, { delay: "1h" }, { expected: "enqueued" }),
    client.delete(id, { expected: "enqueued" }),
    client.requeue(id, { expected: ["failed", "deleted"] }),
    client.requeue("nobody", { expected: "failed" }),
    client.delete(id, { expected: ["scheduled", "failed"] }),
  ]);

  expect(answers).toEqual([true, false, false, false, true]);
  expect((await client.get(id))?.state).toBe("deleted");
  expect(await driver.faults()).toEqual([]);
});

test.each([["gone"], [[]], [["failed", 5]], [7]])(
  "an expected state that is none, %j, is refused",
  async (expected) => {
    const { client } = alone();
    const id = await client.enqueue(send, 1);

    const call = client.delete(id, { expected: expected as never });

    await expect(call).rejects.toThrow("expected a state or a list of them: enqueued, scheduled");
    expect((await client.get(id))?.state).toBe("enqueued");
  },
);
