import { expect, test } from "vitest";
import type { StoredLimit } from "../../src/job/limit.ts";
import { type Advance, type AdvanceInput, advance } from "../../src/operations/claim/advance.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { totalsOf } from "../support/audit.ts";
import { Driver } from "../support/driver.ts";
import { HOUR } from "../support/make-job.ts";

/** The claim, and how many rows it was answered. */
function counted(): Operation<AdvanceInput, Advance> & { rows: () => number } {
  let rows = 0;
  return {
    ...advance,
    rows: () => rows,
    *decide(input) {
      const deciding = advance.decide(input);
      let step = deciding.next();
      while (!step.done) {
        const answers = yield step.value;
        rows += answers.flat().filter((row) => row !== undefined).length;
        step = deciding.next(answers);
      }
      return step.value;
    },
  };
}

const one: StoredLimit[] = [{ id: "c:one", limit: 1 }];
const rateOf = (n: number): StoredLimit[] => [{ id: `r:${n}`, limit: 1, per: 24 * HOUR, mode: "sliding" }];

async function rowsOfClaim(driver: Driver): Promise<number> {
  await driver.add({ id: "free" });
  const claim = counted();
  const here = { queues: [], handles: ["send"], online: true, unmetered: true };
  const { claimed } = await driver.storage.run(claim, {
    now: driver.now,
    server: "server",
    outcomes: [],
    claim: { limit: 1, ...here },
  });
  expect(claimed.map(({ job }) => job.id)).toEqual(["free"]);
  return claim.rows();
}

async function world(): Promise<Driver> {
  const driver = new Driver(new MemoryStorage());
  await driver.announce();
  // One that runs, in each of the worlds.
  await driver.add({ id: "busy", limits: one });
  await driver.claim(1);
  return driver;
}

test("a claim reads no more because ten thousand jobs wait behind one key", async () => {
  const none = await world();
  const many = await world();
  for (let i = 0; i < 10_000; i += 500) {
    const some = Array.from({ length: 500 }, (_, n) => ({ id: `held-${i + n}`, limits: one }));
    await many.add(...some);
  }

  // Of all that wait, one stands where the claim looks, and its limit is looked up.
  expect(await rowsOfClaim(many)).toBeLessThanOrEqual((await rowsOfClaim(none)) + 2);
});

test("a claim reads no more because jobs of a thousand keys wait, and the totals don't grow with the keys", async () => {
  const none = await world();
  const many = await world();
  const keys = Array.from({ length: 1_000 }, (_, n) => n);
  await many.add(...keys.map((n) => ({ id: `first-${n}`, limits: rateOf(n) })));
  for (let left = keys.length; left > 0; ) {
    const claimed = await many.claim(100);
    left -= claimed.length;
    for (const job of claimed) await many.finish(job);
  }
  await many.add(...keys.map((n) => ({ id: `held-${n}`, limits: rateOf(n) })));

  const size = async (driver: Driver): Promise<number> =>
    JSON.stringify(totalsOf(await driver.store())).length;
  expect(await size(many)).toBeLessThan((await size(none)) + 200);
  expect(await rowsOfClaim(many)).toBe(await rowsOfClaim(none));
  expect(await many.faults()).toEqual([]);
});
