import { describe, expect, test } from "vitest";
import "../../src/testing-vitest.ts";
import { defineJob, FatalJobError, handle } from "../../src/index.ts";
import { createTestRuntime, matchers } from "../../src/testing.ts";

const greet = defineJob<{ name: string }, string>("greet");
const greeting = handle(greet, ({ name }) => {
  if (name === "") throw new FatalJobError("Who is there?");
  return `Hello, ${name}`;
});

const play = async () => {
  const runtime = createTestRuntime({ now: "2027-01-01T00:00:00Z", handlers: [greeting] });
  const ada = await runtime.jobs.enqueue(greet, { name: "Ada" });
  const nobody = await runtime.jobs.enqueue(greet, { name: "" });
  const later = await runtime.jobs.schedule(greet, { name: "Bob" }, { delay: "1h" });
  await runtime.settle();
  return { runtime, ada, nobody, later };
};

describe("matchers for Vitest", () => {
  test("find what was enqueued, by definition and arguments, through a runtime or a client", async () => {
    const { runtime } = await play();

    await expect(runtime).toHaveEnqueued(greet);
    await expect(runtime.jobs).toHaveEnqueued(greet, { name: "Ada" });
    await expect(runtime).toHaveEnqueued(greet, expect.objectContaining({ name: expect.any(String) }));
    await expect(runtime).not.toHaveEnqueued(greet, { name: "Eve" });
    await expect(runtime).not.toHaveEnqueued(defineJob("other"));
  });

  test("find what is scheduled, and for when", async () => {
    const { runtime, later } = await play();

    await expect(runtime).toHaveScheduled(greet, new Date("2027-01-01T01:00:00Z"));
    await expect(runtime).not.toHaveScheduled(greet, runtime.now());
    await expect(runtime).toBeInState(later, "scheduled");
  });

  test("find how jobs have ended, one by its id or any of a definition", async () => {
    const { runtime, ada, nobody } = await play();

    await expect(runtime).toHaveSucceeded(ada, "Hello, Ada");
    await expect(runtime).toHaveSucceeded(greet);
    await expect(runtime).not.toHaveSucceeded(ada, "Hello, Bob");
    await expect(runtime).toHaveFailed(nobody, "Who is");
    await expect(runtime).toHaveFailed(greet, /^Who/);
    await expect(runtime).not.toHaveFailed(ada);
  });

  test("say what there is instead", async () => {
    const { runtime, nobody } = await play();

    await expect(expect(runtime).toHaveEnqueued(greet, { name: "Eve" })).rejects.toThrow(
      /to have enqueued 'greet' with \{"name":"Eve"\}[\s\S]*greet\(\{"name":"Ada"\}\): succeeded, result "Hello, Ada"/,
    );
    await expect(expect(runtime).toHaveSucceeded(nobody)).rejects.toThrow(
      'greet({"name":""}): failed, error "Who is there?"',
    );
    await expect(expect(runtime).toHaveSucceeded("no-such-id")).rejects.toThrow("There is no such job.");
    await expect(expect(runtime).not.toHaveFailed(nobody)).rejects.toThrow("not '");
  });

  test("serve any expect.extend, as they need nothing of Vitest's", async () => {
    const { runtime } = await play();
    const equals = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

    const answer = await matchers.toHaveEnqueued.call({ equals }, runtime, greet, { name: "Ada" });

    expect(answer.pass).toBe(true);
    expect(answer.message()).toContain("Expected the jobs to have enqueued");
  });
});
