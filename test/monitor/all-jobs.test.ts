import { expect, test } from "vitest";
import { defineJob } from "../../src/index.ts";
import { createTestRuntime } from "../../src/testing.ts";

const note = defineJob<number>("note");

test("all jobs come newest first by the time they were created, whoever chose their ids", async () => {
  const runtime = createTestRuntime();
  const { client } = runtime;
  const created: string[] = [];
  for (let i = 0; i < 30; i++) {
    const id = i % 3 === 0 ? {} : { id: i % 3 === 1 ? `z-note-${90 - i}` : `0a-${i}` };
    created.push(await client.enqueue(note, i, id));
    await runtime.advance("1s");
  }

  for (const order of ["newest", "oldest"] as const) {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await client.monitor.jobs({ order, limit: 7, ...(after === undefined ? {} : { after }) });
      seen.push(...page.map((job) => job.id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(order === "newest" ? created.toReversed() : created);
  }
});

test("a page goes on behind the id of its last job, too", async () => {
  const runtime = createTestRuntime();
  const { client } = runtime;
  const ids: string[] = [];
  for (const id of ["b", "a", "c"]) ids.push(await client.enqueue(note, 1, { id }));
  await runtime.advance("1s");
  ids.push(await client.enqueue(note, 2));

  const page = await client.monitor.jobs({ after: ids[3]! });

  expect(new Set(page.map((job) => job.id))).toEqual(new Set(["a", "b", "c"]));
});
