import { expect, test } from "vitest";
import type { StoredLimit } from "../../../src/job/limit.ts";
import { readLimitPage } from "../../../src/monitor/limits.ts";
import type { ClaimedJob } from "../../../src/operations/claim/take.ts";
import { limitQueues } from "../../../src/operations/limit-queue.ts";
import { Driver } from "../../support/driver.ts";
import { HOUR, NOON, SECOND } from "../../support/make-job.ts";
import type { Opened } from "./world.ts";

const one: StoredLimit[] = [{ id: "c:ada", limit: 1 }];
const two: StoredLimit[] = [{ id: "r:api", limit: 2, per: 10 * SECOND, mode: "sliding" }];
const ids = (claimed: readonly ClaimedJob[]): string[] => claimed.map(({ job }) => job.id);

/** Limits hold over every connection, and their lines are right after each step. */
export function describeLimits(open: Opened): void {
  test("two connections share a limit: one of them gets the job, and the next in line comes when it has ended", async () => {
    const [first, second] = [new Driver(open()), new Driver(open())];
    await first.announce("first");
    await second.announce("second");
    await first.add(...[1, 2, 3].map((n) => ({ id: `job-${n}`, limits: one })));
    await first.add({ id: "free" });

    const both = await Promise.all([first.claim(5, {}, "first"), second.claim(5, {}, "second")]);
    expect(both.flatMap(ids).sort()).toEqual(["free", "job-1"]);
    expect(await first.faults()).toEqual([]);

    const [server, job] = both[0].some(({ job: { id } }) => id === "job-1")
      ? (["first", both[0].find(({ job: { id } }) => id === "job-1")!] as const)
      : (["second", both[1].find(({ job: { id } }) => id === "job-1")!] as const);
    await first.finish(job, { type: "succeeded" }, { server });
    expect(ids(await second.claim(5, {}, "second"))).toEqual(["job-2"]);
    expect(await first.faults()).toEqual([]);
  });

  test("a dead connection's places come back with its jobs, which come before the others", async () => {
    const driver = new Driver(open());
    await driver.announce("dead");
    await driver.add(...[1, 2, 3].map((n) => ({ id: `job-${n}`, limits: one })));
    expect(ids(await driver.claim(5, {}, "dead"))).toEqual(["job-1"]);

    await driver.announce("heir");
    await driver.interrupt("dead");

    expect(ids(await driver.claim(5, {}, "heir"))).toEqual(["job-1"]);
    expect(await driver.faults()).toEqual([]);
  });

  test("a rate is spent by whoever claims, opens at its time, and gives back what was claimed and not begun", async () => {
    const driver = new Driver(open());
    await driver.announce();
    await driver.add(...[1, 2, 3, 4].map((n) => ({ id: `job-${n}`, limits: two })));
    const claimed = await driver.claim(5);
    expect(ids(claimed)).toEqual(["job-1", "job-2"]);
    const { nextDue } = await driver.look(5);
    expect(nextDue).toBe(NOON + 10 * SECOND);
    expect(await driver.faults()).toEqual([]);

    const [, unbegun] = claimed;
    driver.now += SECOND;
    await driver.advance({ unclaimed: [{ id: "job-2", token: unbegun!.token }] });
    expect(await driver.faults()).toEqual([]);
    expect(ids(await driver.claim(5))).toEqual(["job-2"]);

    driver.now = NOON + 10 * SECOND;
    await driver.promote();
    expect(ids(await driver.claim(5))).toEqual(["job-3"]);
    driver.now += SECOND;
    await driver.promote();
    expect(ids(await driver.claim(5))).toEqual(["job-4"]);
    expect(await driver.faults()).toEqual([]);
  });

  test("whoever stands in front of a line and is deleted, put off or moved makes room for the next", async () => {
    const driver = new Driver(open());
    await driver.announce();
    await driver.add(...[1, 2, 3, 4].map((n) => ({ id: `job-${n}`, limits: one })));
    await driver.change("job-1", { type: "deleted" });
    expect(await driver.faults()).toEqual([]);
    await driver.change("job-2", { type: "rescheduled", at: NOON + SECOND });
    expect(await driver.faults()).toEqual([]);
    await driver.change("job-1", { type: "requeued" });
    expect(await driver.faults()).toEqual([]);

    const [third] = await driver.claim(5);
    expect(third?.job.id).toBe("job-3");
    driver.now += SECOND;
    await driver.promote();
    await driver.finish(third!, { type: "threw", error: { name: "Error", message: "no" } });
    expect(await driver.faults()).toEqual([]);
    const order: string[] = [];
    for (let i = 0; i < 3; i++) {
      const [next] = await driver.claim(5);
      order.push(next!.job.id);
      await driver.finish(next!);
    }
    expect(order).toEqual(["job-4", "job-1", "job-2"]);
    expect((await driver.store()).limits).toEqual([]);
  });

  test("monitor.limits tells of each key what is used, who waits and when it opens, page by page", async () => {
    const driver = new Driver(open());
    // Another context reads than the one that has written.
    const reader = open();
    const read = (query = {}) => readLimitPage(reader, driver.now, query);
    await driver.announce();
    const rate = { limit: 9, per: HOUR, mode: "sliding" } as const;
    await driver.storage.run(limitQueues, { now: NOON, queues: { default: { rate } } });
    await driver.add(...[1, 2, 3].map((n) => ({ id: `ada-${n}`, limits: one })));
    await driver.add(...[1, 2, 3].map((n) => ({ id: `api-${n}`, limits: two })));
    await driver.add({ id: "free" });
    const claimed = await driver.claim(10);
    expect(new Set(ids(claimed))).toEqual(new Set(["ada-1", "api-1", "api-2", "free"]));

    const api = {
      key: "api",
      kind: "rate",
      limit: 2,
      per: 10 * SECOND,
      mode: "sliding",
      used: 2,
      waiting: 1,
    };
    const ada = { key: "ada", kind: "concurrency", limit: 1, used: 1, waiting: 2 };
    expect([...(await read())]).toEqual([ada, { ...api, opensAt: NOON + 10 * SECOND }]);
    // The row of a whole queue lies between the two kinds; it is queues() that tells of it.
    const keys: string[] = [];
    let after: string | undefined;
    do {
      const page = await read({ limit: 1, ...(after === undefined ? {} : { after }) });
      keys.push(...page.map(({ key }) => key));
      after = page.next;
    } while (after !== undefined);
    expect(keys).toEqual(["ada", "api"]);

    driver.now += 10 * SECOND;
    for (const each of claimed) await driver.finish(each);
    const [adaLeft, apiLeft] = await read();
    expect([adaLeft?.used, adaLeft?.waiting, apiLeft?.used, apiLeft?.waiting]).toEqual([0, 2, 0, 1]);
    expect(await driver.faults()).toEqual([]);
  });
}
