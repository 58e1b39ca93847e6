import { expect, onTestFinished, test } from "vitest";
import { type ClientOptions, createClient, defineJob, type JobClient } from "../../src/index.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { totalsReadsDuring } from "../support/totals-reads.ts";

useFakeIndexedDB();

const send = defineJob<string, string>("send");

async function open(options: ClientOptions = {}): Promise<JobClient> {
  const client = createClient({ serviceWorker: false, ...options });
  onTestFinished(() => client.close());
  await client.ready;
  return client;
}

/** One call after another, each awaited; answers how often the totals were read for the last of them. */
async function readsOfLast(client: JobClient, count: number): Promise<number> {
  const enqueue = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await client.enqueue(send, "Ada");
  };
  await enqueue(8);
  return totalsReadsDuring(() => enqueue(count));
}

test("a client that enqueues alone, a call after another, reads the totals no more", async () => {
  const client = await open();

  expect(await readsOfLast(client, 20)).toBe(0);
  expect((await client.monitor.statistics()).enqueued).toBe(28);
});

test("one whose filters are asked about states reads them for each, and each change is asked about once", async () => {
  const applied: string[] = [];
  const client = await open({ filters: [{ onStateApplied: ({ job }) => void applied.push(job.id) }] });

  expect(await readsOfLast(client, 20)).toBe(20);
  expect(applied).toHaveLength(28);
  expect(new Set(applied).size).toBe(28);
});
