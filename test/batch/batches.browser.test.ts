import { expect, test } from "vitest";
import { createClient, defineJob, handle } from "../../src/index.ts";
import { createServer } from "../../src/server.ts";

const work = defineJob<number>("work");
const then = defineJob("then");

test("two servers in a real browser run a batch of 300 with nested ones, and what follows it once", async () => {
  const database = `batches-${crypto.randomUUID()}`;
  await using jobs = createClient({ serviceWorker: false, database });
  const ran: number[] = [];
  let followed = 0;
  const handlers = [handle(work, (n) => void ran.push(n)), handle(then, () => void followed++)];
  await using one = createServer({ handlers, database });
  await using other = createServer({ handlers, database });
  await Promise.all([one.ready, other.ready]);

  const batch = await jobs.batch(
    (b) => {
      for (let i = 0; i < 200; i++) b.enqueue(work, i);
      b.batch((inner) => {
        for (let i = 200; i < 300; i++) inner.enqueue(work, i);
      });
    },
    { onSucceeded: { job: then } },
  );
  const end = await batch.ended({ timeout: "60s" });
  await jobs.result(batch.onSucceeded!, { timeout: "60s" });

  expect(end).toMatchObject({ state: "succeeded", total: 300, progress: 1 });
  expect(new Set(ran).size).toBe(300);
  expect(followed).toBe(1);
  expect(await jobs.monitor.jobs({ batchId: batch.id, limit: 1_000 })).toHaveLength(200);
});
