import { expect, test } from "vitest";
import { ClosedError, defineJob, handle, InvalidJobError, type JobClient } from "../../src/index.ts";
import { createMemoryClient } from "../../src/memory.ts";
import { serve } from "../../sw/index.ts";
import { makeRuntime } from "../support/runtime.ts";

const send = defineJob("send");

/** Every whole client that an app can have in its hands, with where it has it from. */
async function clients(): Promise<[where: string, client: JobClient][]> {
  let inside: JobClient | undefined;
  const runtime = makeRuntime([
    handle(send, (_, { client }) => {
      inside = client;
    }),
  ]);
  await runtime.client.enqueue(send);
  await runtime.settle();
  return [
    ["a runtime's", runtime.client],
    ["a handler's", inside!],
    ["in memory", createMemoryClient()],
  ];
}

const calls =
  "delete requeue reschedule duplicate hurry hold release clear get result import pauseQueue resumeQueue";
const creating = "enqueue schedule enqueueMany continueWith batch";

test("a call refuses by its promise what can't even be looked at", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const [where, client] of await clients()) {
    for (const name of `${calls} ${creating}`.split(" ") as (keyof JobClient & string)[]) {
      const call = client[name] as (...args: unknown[]) => Promise<unknown>;
      for (const args of [[proxy], ["id", proxy], [send, undefined, proxy]]) {
        const answer = call(...args);
        expect(answer, `${where}: ${name}`).toBeInstanceOf(Promise);
        answer.catch(() => {});
      }
    }
  }
});

test("a call may be taken off its client", async () => {
  for (const [, client] of await clients()) {
    const { enqueue, schedule, delete: remove, requeue, get, enqueueMany, batches, close } = client;
    const { add, get: batch } = batches;

    const id = await schedule(send, undefined, { delay: "1h" });
    expect(await get(id)).toMatchObject({ id, state: "scheduled" });
    expect(await remove(id)).toBe(true);
    expect(await requeue(id)).toBe(true);
    expect(await enqueueMany([{ job: send, args: undefined }])).toHaveLength(1);
    expect(typeof (await enqueue(send))).toBe("string");
    expect(await batch("batch:none")).toBeUndefined();
    await expect(add("batch:none", () => {})).rejects.toMatchObject({ code: "job-not-found" });
    await close();
  }
});

test("a closed client creates nothing, and says so of an empty list too", async () => {
  const { client } = makeRuntime();
  expect(await client.enqueueMany([])).toEqual([]);
  await client.close();

  await expect(client.enqueueMany([])).rejects.toThrow(ClosedError);
});

test("serve() is refused where there is no service worker", () => {
  expect(() => serve({ handlers: [] })).toThrow(InvalidJobError);
});
