import { describe, expect, test } from "vitest";
import type { JobClient } from "../../src/index.ts";
import { Cron, defineJob } from "../../src/index.ts";
import { fireRecurring, triggerRecurring } from "../../src/operations/fire-recurring.ts";
import { MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { alone } from "../support/alone.ts";
import { Driver } from "../support/driver.ts";
import { HOUR, NOON } from "../support/make-job.ts";

const send = defineJob<string>("send");

/** What a storage does when a connection breaks between the commit and its answer: it runs the operation again. */
describe("an operation that is run a second time because its answer was lost", () => {
  const declared = async (): Promise<{ client: JobClient; driver: Driver }> => {
    const { client, driver } = alone();
    await client.recurring.addOrUpdate("r", send, "x", Cron.hourly());
    return { client, driver };
  };

  test("triggers a definition once", async () => {
    const { client, driver } = await declared();
    const input = { now: NOON, id: "r", jobId: "run" };

    const answers = [
      await driver.storage.run(triggerRecurring, input),
      await driver.storage.run(triggerRecurring, input),
    ];

    expect(answers).toEqual(["run", "run"]);
    expect((await client.recurring.get("r"))?.runs).toHaveLength(1);
    expect(await driver.faults()).toEqual([]);
  });

  test("leaves a triggered run alone that has been taken meanwhile", async () => {
    const { driver } = await declared();
    const input = { now: NOON, id: "r", jobId: "run" };
    await driver.storage.run(triggerRecurring, input);
    await driver.announce();
    const [claimed] = await driver.claim();
    await driver.finish(claimed!);

    await driver.storage.run(triggerRecurring, input);

    expect(await driver.states("run")).toEqual(["succeeded"]);
    expect(await driver.faults()).toEqual([]);
  });

  test("announces a server and leaves it what it has claimed meanwhile", async () => {
    const driver = new Driver(new MemoryStorage());
    await driver.add({ id: "first" }, { id: "second" });
    await driver.announce();
    const [claimed] = await driver.claim();

    await driver.announce();

    const [other] = await driver.claim();
    expect(other?.job.id).toBe("second");
    expect(other?.token).toBeGreaterThan(claimed!.token);
    expect(await driver.finish(claimed!)).toEqual([]);
    expect(await driver.faults()).toEqual([]);
  });

  test("fires what is due once", async () => {
    const { driver } = await declared();
    const input = { now: NOON + HOUR, ids: ["a", "b"], zone: "UTC" };

    await driver.storage.run(fireRecurring, input);
    await driver.storage.run(fireRecurring, input);

    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(["a"]);
    expect(await driver.faults()).toEqual([]);
  });

  test("changes a job's state once", async () => {
    const driver = new Driver(new MemoryStorage());
    await driver.add({ id: "a" });

    await driver.change("a", { type: "deleted" });
    await driver.change("a", { type: "deleted" });

    expect((await driver.record("a"))?.history).toHaveLength(2);
    expect(await driver.faults()).toEqual([]);
  });
});
