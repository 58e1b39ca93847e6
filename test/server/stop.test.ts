import { expect, test } from "vitest";
import { defineJob, handle, InvalidJobError } from "../../src/index.ts";
import type { AnyJobHandler } from "../../src/server/handler.ts";
import { createTestRuntime } from "../../src/testing.ts";

const work = defineJob("work");
const endless: AnyJobHandler = handle(work, () => new Promise<void>(() => {}));

test("stop waits for no longer than its grace, also while storage keeps failing", async () => {
  const runtime = createTestRuntime({ handlers: [] });
  const { server, storage } = runtime.addServer({ handlers: [handle(work, () => {})] });
  storage.onOperation = (name) => {
    if (name === "advance") throw new Error("the disk is gone");
  };
  await runtime.client.enqueue(work);
  await runtime.advance("1m");

  let stopped = false;
  void server.stop({ grace: 1_000 }).then(() => {
    stopped = true;
  });
  await runtime.advance("2s");

  expect(stopped).toBe(true);
});

test("what a handler waits for through its client ends with its attempt", async () => {
  const runtime = createTestRuntime({ handlers: [] });
  const ends: unknown[] = [];
  const waits = defineJob("waits");
  const other = await runtime.client.schedule(work, undefined, { delay: "1d" });
  const handler = handle(waits, async (_, { client }) => {
    await client.result(other).catch((error: unknown) => ends.push(error));
  });
  const { server } = runtime.addServer({ handlers: [handler] });
  const deleted = await runtime.client.enqueue(waits);
  await runtime.client.enqueue(waits, undefined, { timeout: "1m" });
  await runtime.client.enqueue(waits);
  await runtime.settle();

  await runtime.client.delete(deleted);
  await runtime.advance("1m");
  void server.stop({ grace: "5s" });
  await runtime.advance("6s");

  expect(ends).toMatchObject([{ code: "job-deleted" }, { code: "job-timeout" }, { code: "shutdown" }]);
});

test("stopping twice is one stop, and gives back what its grace does not suffice for", async () => {
  const runtime = createTestRuntime({ handlers: [] });
  const { server } = runtime.addServer({ handlers: [endless] });
  const id = await runtime.client.enqueue(work);
  await runtime.settle();

  await expect(server.stop({ grace: "5 moments" })).rejects.toThrow(InvalidJobError);
  await expect(server.stop(null as never)).rejects.toThrow(TypeError);
  const both = Promise.all([server.stop({ grace: "5s" }), server.stop()]);
  await runtime.advance("6s");
  await both;

  expect(await runtime.client.get(id)).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });
});
