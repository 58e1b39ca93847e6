import { expect, test } from "vitest";
import { takingIn } from "../../src/client/page/taking-in.ts";
import { leftRow } from "../../src/operations/left.ts";
import { readJobs } from "../../src/operations/reads/queries.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { leave, makeLeft } from "../support/leave.ts";
import { QuotaStorage } from "../support/quota-storage.ts";

test("a page takes in what stands around a call that doesn't fit into a full store, but for what has to wait", async () => {
  const storage = new MemoryStorage(new MemoryDatabase());
  const calls = ["before", "large", "behind", "later"].map((id, i) =>
    leftRow(`${i}`, [makeLeft({ id, args: id === "large" ? "x".repeat(50_000) : id })]),
  );
  await storage.run(leave, calls);
  const takeIn = takingIn(new QuotaStorage(storage, { left: 20_000 }), systemClock);

  await takeIn(["3"], true);

  const { jobs } = await storage.run(readJobs, { ids: ["before", "large", "behind", "later"] });
  expect(jobs.map((job) => job?.record.id)).toEqual(["before", undefined, "behind", undefined]);
});
