import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { normalised } from "../../src/monitor/failures.ts";
import { createTestRuntime } from "../../src/testing.ts";

const upload = defineJob<string>("upload", { retry: false });
const mail = defineJob<string>("mail", { retry: false });

test("failures of one name with the same error are one group, most first", async () => {
  const fail = (message: string): never => {
    throw new TypeError(message);
  };
  const runtime = createTestRuntime({ handlers: [handle(upload, fail), handle(mail, fail)] });
  const { client } = runtime;
  await client.enqueue(mail, "no such address 'a@example.com'");
  const ids: string[] = [];
  for (const status of [500, 502, 503]) {
    await runtime.advance("1s");
    ids.push(await client.enqueue(upload, `https://example.com/${status} answered ${status}`));
  }
  await client.enqueue(upload, "gone");
  await runtime.settle();

  const groups = await client.monitor.failures();

  expect(groups).toHaveLength(3);
  expect(groups[0]).toEqual({
    name: "upload",
    error: { name: "TypeError", message: "… answered …" },
    count: 3,
    firstAt: runtime.now() - 2_000,
    lastAt: runtime.now(),
    jobs: ids.toReversed(),
  });
});

test.each([
  ["Order 4711 of customer 01m7xt5k0001abcd not found", "Order … of customer … not found"],
  ['Unexpected token "<" at position 17', "Unexpected token … at position …"],
  ["GET https://a.example/x?y=1 failed", "GET … failed"],
  ["Failed to fetch", "Failed to fetch"],
])("%s becomes %s", (message, pattern) => {
  expect(normalised(message)).toBe(pattern);
});
