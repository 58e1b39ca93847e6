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

test("stopping twice is one stop, and gives back what its grace does not suffice for", async () => {
  const runtime = createTestRuntime({ handlers: [] });
  const { server } = runtime.addServer({ handlers: [endless] });
  const id = await runtime.client.enqueue(work);
  await runtime.settle();

  expect(() => server.stop({ grace: "5 moments" })).toThrow(InvalidJobError);
  const first = server.stop({ grace: "5s" });
  expect(server.stop()).toBe(first);
  await runtime.advance("6s");
  await first;

  expect(await runtime.client.get(id)).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });
});
