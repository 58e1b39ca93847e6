import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { createTestRuntime } from "../../src/testing.ts";

const greet = defineJob<{ name: string }, string>("greet");

test("runs an enqueued job and keeps its result and history", async () => {
  const runtime = createTestRuntime({ handlers: [handle(greet, ({ name }) => `hello ${name}`)] });
  const id = await runtime.client.enqueue(greet, { name: "Ada" });
  await runtime.settle();

  const job = await runtime.client.get(id);

  expect(job).toMatchObject({ state: "succeeded", result: "hello Ada", attempt: 1 });
  expect(job?.history.map((entry) => entry.state)).toEqual(["enqueued", "processing", "succeeded"]);
  expect(await runtime.client.monitor.statistics()).toMatchObject({
    enqueued: 0,
    processing: 0,
    succeeded: 1,
    servers: 1,
  });
});
