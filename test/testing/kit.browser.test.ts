import { expect, test } from "vitest";
import "../../src/testing-vitest.ts";
import { defineJob, handle } from "../../src/index.ts";
import { createTestRuntime, runJob } from "../../src/testing.ts";

const greet = defineJob<string, string>("greet");
const greeting = handle(greet, (name) => `Hello, ${name}`);

test("the testing kit runs in a browser as in Node, and leaves nothing in its storage", async () => {
  await using runtime = createTestRuntime({ handlers: [greeting] });

  await runtime.jobs.schedule(greet, "Ada", { delay: "2h" });
  await runtime.advance("2h");

  await expect(runtime).toHaveSucceeded(greet, "Hello, Ada");
  expect((await runJob(greeting, "Bob")).result).toBe("Hello, Bob");
  const databases = await indexedDB.databases();
  expect(databases.filter(({ name }) => name === "slowmatch")).toEqual([]);
});
