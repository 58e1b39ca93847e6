import { describe, expect, test } from "vitest";
import { InvalidJobError } from "../../src/errors/call-errors.ts";
import { defineJob } from "../../src/job/definition.ts";
import {
  DEFAULT_KEEP,
  DEFAULT_MAX_INTERRUPTIONS,
  DEFAULT_RETRY,
  resolveOptions,
} from "../../src/job/record.ts";
import { DAY, MINUTE } from "../support/make-job.ts";

describe("defineJob", () => {
  test("answers the name with its defaults, plain and frozen", () => {
    const job = defineJob("send-welcome", { queue: "mail", timeout: "2m" });

    expect({ ...job }).toEqual({ name: "send-welcome", queue: "mail", priority: 0, timeout: "2m" });
    expect(Object.isFrozen(job)).toBe(true);
  });

  test("takes an option that is given as undefined for one that is not given", () => {
    const job = defineJob("send", { queue: undefined, priority: undefined } as object);

    expect(job).toMatchObject({ queue: "default", priority: 0 });
  });

  test.each(["", " send", "-send", "sénd", "a|b", "a b", "x".repeat(101), 5, null, undefined])(
    "refuses the name %o",
    (name) => {
      expect(() => defineJob(name as string)).toThrow(InvalidJobError);
    },
  );

  test.each(["send", "Send.Welcome:v2/a-b_c", "9"])("takes the name %s", (name) => {
    expect(defineJob(name).name).toBe(name);
  });

  test.each([
    [{ queue: "Mail" }, "defineJob('send')", "queue"],
    [{ priorty: 1 }, "did you mean 'priority'"],
    [null, "options", "null"],
  ])("refuses the defaults %o at once", (defaults, ...named) => {
    const define = (): unknown => defineJob("send", defaults as object);

    expect(define).toThrow(InvalidJobError);
    for (const word of named) expect(define).toThrow(word);
  });
});

describe("a call's options over the definition's", () => {
  const job = defineJob<{ to: string }>("send", {
    queue: "mail",
    priority: 3,
    timeout: "2m",
    retry: { attempts: 2, delay: "1s", exhausted: "delete" },
    keep: { succeeded: "2d", failed: "3d" },
    tags: ["a", "a", "b"],
    displayName: ({ to }) => `to ${to}`,
    redact: ["password"],
    maxInterruptions: 2,
  });

  test("without any are the definition's, in stored form", () => {
    expect(resolveOptions(job, {}, { to: "Ada" })).toEqual({
      name: "send",
      queue: "mail",
      priority: 3,
      timeout: 2 * MINUTE,
      maxAttempts: 3,
      maxInterruptions: 2,
      retry: { delay: [1_000], jitter: 0, exhausted: "delete" },
      keep: { succeeded: 2 * DAY, failed: 3 * DAY },
      tags: ["a", "b"],
      displayName: "to Ada",
      redact: ["password"],
    });
  });

  test("replace what they name and leave the rest, also within retry and keep", () => {
    const resolved = resolveOptions(
      job,
      { queue: "bulk", priority: undefined, retry: { attempts: 5 }, keep: { failed: 0 }, displayName: "x" },
      { to: "Ada" },
    );

    expect(resolved).toMatchObject({
      queue: "bulk",
      priority: 3,
      maxAttempts: 6,
      retry: { delay: [1_000], exhausted: "delete" },
      keep: { succeeded: 2 * DAY, failed: 0 },
      displayName: "x",
    });
  });

  test("may forbid every retry", () => {
    expect(resolveOptions(job, { retry: false }, {})).toMatchObject({ maxAttempts: 1 });
  });

  test("store nothing of what is as usual: ten retries after Hangfire's formula, the contract's keep times", () => {
    expect(resolveOptions(defineJob("plain"), {}, undefined)).toEqual({
      name: "plain",
      queue: "default",
      priority: 0,
      maxAttempts: 11,
    });
    expect(DEFAULT_RETRY).toEqual({ delay: "exponential", jitter: 0, exhausted: "fail" });
    expect(DEFAULT_KEEP).toEqual({ succeeded: DAY, deleted: DAY, failed: 30 * DAY });
    expect(DEFAULT_MAX_INTERRUPTIONS).toBe(5);
  });

  test("store of a delay function only that there is one", () => {
    const custom = defineJob("custom", { retry: { delay: (attempt) => attempt * 10 } });

    expect(resolveOptions(custom, {}, undefined).retry?.delay).toBe("custom");
  });
});
