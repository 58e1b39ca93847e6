import { describe, expect, test } from "vitest";
import {
  defineJob,
  FatalJobError,
  handle,
  JobFailedError,
  RetryLater,
  type RetryOptions,
} from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { MINUTE, NOON, SECOND } from "../support/make-job.ts";
import { jobOf, makeRuntime, statesOf } from "../support/runtime.ts";

interface Failing {
  runtime: TestRuntime;
  /** When each attempt began, milliseconds after noon. */
  attempts: number[];
  id: string;
}

/** A job whose handler throws what `fail` answers, until that is nothing. */
async function failing(retry: RetryOptions | false, fail: (attempt: number) => unknown): Promise<Failing> {
  const attempts: number[] = [];
  const job = defineJob("send", { retry });
  const runtime: TestRuntime = makeRuntime([
    handle(job, (_, { attempt }) => {
      attempts.push(runtime.now() - NOON);
      const error = fail(attempt);
      if (error !== undefined) throw error;
    }),
  ]);
  const id = await runtime.client.enqueue(job);
  await runtime.settle();
  return { runtime, attempts, id };
}

const always = (): Error => new Error("no");
const gaps = (attempts: readonly number[]): number[] => attempts.slice(1).map((at, i) => at - attempts[i]!);

describe("a job that throws", () => {
  test("is tried eleven times, after Hangfire's waits, and then fails", async () => {
    const { runtime, attempts, id } = await failing({}, always);

    await runtime.advance("6h");

    const least = [15, 16, 31, 96, 271, 640, 1_311, 2_416, 4_111, 6_576];
    const most = [44, 74, 118, 212, 416, 814, 1_514, 2_648, 4_372, 6_866];
    expect(attempts).toHaveLength(11);
    for (const [i, gap] of gaps(attempts).entries()) {
      expect(gap).toBeGreaterThanOrEqual(least[i]! * SECOND);
      expect(gap).toBeLessThanOrEqual(most[i]! * SECOND);
    }
    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", attempt: 11, maxAttempts: 11 });
  });

  test("is shown as waiting for its next attempt, with the error and the time", async () => {
    const { runtime, id } = await failing({ delay: "1m" }, always);

    const job = await jobOf(runtime, id);

    expect(job).toMatchObject({ state: "scheduled", attempt: 1, scheduledFor: NOON + MINUTE });
    expect(job.error).toMatchObject({ name: "Error", message: "no" });
    expect(job.waitingFor).toEqual([
      { kind: "time", detail: "Waiting for its next attempt.", until: NOON + MINUTE },
    ]);
    expect(await runtime.client.monitor.statistics()).toMatchObject({ scheduled: 1, retries: 1 });
  });

  test("succeeds in the attempt that succeeds, and the error is then only in the history", async () => {
    const { runtime, id } = await failing({ delay: "1m" }, (attempt) => (attempt < 3 ? always() : undefined));

    await runtime.advance("2m");

    const job = await jobOf(runtime, id);
    expect(job).toMatchObject({ state: "succeeded", attempt: 3 });
    expect(job.error).toBeUndefined();
    expect(statesOf(job)).toEqual([
      "enqueued",
      "processing",
      "scheduled",
      "enqueued",
      "processing",
      "scheduled",
      "enqueued",
      "processing",
      "succeeded",
    ]);
  });

  test("waits what a list says, its last value again and again", async () => {
    const { runtime, attempts } = await failing({ attempts: 4, delay: ["1s", "10s", "1m"] }, always);

    await runtime.advance("1h");

    expect(gaps(attempts)).toEqual([SECOND, 10 * SECOND, MINUTE, MINUTE]);
  });

  test("waits what the definition's function says of the attempt and its error", async () => {
    const asked: unknown[] = [];
    const delay = (attempt: number, error: { message: string }): number => {
      asked.push([attempt, error.message]);
      return attempt * 1_000;
    };
    const { runtime, attempts } = await failing({ attempts: 2, delay }, always);

    await runtime.advance("1h");

    expect(gaps(attempts)).toEqual([SECOND, 2 * SECOND]);
    // Not after the last attempt: nothing follows it.
    expect(asked).toEqual([
      [1, "no"],
      [2, "no"],
    ]);
  });

  test.each([
    ["a list", ["10s"]],
    ["a function", () => "10s"],
  ])("gets up to its jitter added to a wait from %s", async (_, delay) => {
    const { runtime, attempts } = await failing({ attempts: 20, delay, jitter: "5s" }, always);

    await runtime.advance("1h");

    const waits = gaps(attempts);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(10 * SECOND);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15 * SECOND);
    expect(new Set(waits).size).toBeGreaterThan(5);
  });

  test("is tried again at once when the wait is zero", async () => {
    const { attempts } = await failing({ attempts: 3, delay: 0 }, always);

    expect(attempts).toEqual([0, 0, 0, 0]);
  });

  test("with retries forbidden fails at once", async () => {
    const { runtime, attempts, id } = await failing(false, always);

    expect(attempts).toHaveLength(1);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", maxAttempts: 1 });
  });

  test("is deleted when its attempts are spent, where its options say so", async () => {
    const { runtime, id } = await failing({ attempts: 1, delay: 0, exhausted: "delete" }, always);

    expect(await jobOf(runtime, id)).toMatchObject({ state: "deleted", attempt: 2 });
  });

  test("is retried only for the errors that `on` accepts", async () => {
    const on = (error: unknown): boolean => error instanceof TypeError;
    const picky = await failing({ delay: 0, on }, (n) =>
      n < 3 ? new TypeError("net") : new RangeError("far"),
    );

    expect(picky.attempts).toHaveLength(3);
    expect(await jobOf(picky.runtime, picky.id)).toMatchObject({
      state: "failed",
      error: { name: "RangeError" },
    });
  });

  test.each([
    ["delay", { delay: () => "soon" }, /InvalidJobError: .*'soon'.*/],
    [
      "delay",
      {
        delay: () => {
          throw new TypeError("rule");
        },
      },
      /TypeError: rule/,
    ],
    [
      "on",
      {
        on: () => {
          throw new TypeError("rule");
        },
      },
      /TypeError: rule/,
    ],
  ])(
    "waits after the formula when the definition's own `%s` fails, and tells of it behind the handler's error",
    async (_, retry, told) => {
      const { runtime, id } = await failing(retry as RetryOptions, always);

      const job = await jobOf(runtime, id);

      expect(job).toMatchObject({ state: "scheduled", error: { name: "Error" } });
      expect(job.error?.message).toMatch(new RegExp(`^no \\(The retry rule failed: ${told.source}\\)$`));
      expect(job.error?.cause).toBeDefined();
      expect(job.scheduledFor).toBeGreaterThanOrEqual(NOON + 15 * SECOND);
    },
  );

  test("tells of a rule that fails also where the handler's error has a cause, which stays", async () => {
    const on = (): boolean => {
      throw "rule";
    };
    const { runtime, id } = await failing({ on }, () => new Error("no", { cause: new Error("cable") }));

    expect((await jobOf(runtime, id)).error).toMatchObject({
      message: "no (The retry rule failed: string: rule)",
      cause: { message: "cable" },
    });
  });

  test("doesn't take a rule that fails over a RetryLater for a wait that can't be read", async () => {
    const on = (): boolean => {
      throw new TypeError("rule");
    };
    const { runtime, id } = await failing({ on }, () => new RetryLater("1h", { message: "Busy." }));

    expect((await jobOf(runtime, id)).error?.message).toBe("Busy. (The retry rule failed: TypeError: rule)");
  });
});

describe("a handler that says what is to become of its job", () => {
  test("ends the retries with a FatalJobError", async () => {
    const { runtime, attempts, id } = await failing({}, () => new FatalJobError("no such address"));

    expect(attempts).toHaveLength(1);
    expect(await jobOf(runtime, id)).toMatchObject({
      state: "failed",
      error: { name: "FatalJobError", message: "no such address" },
    });
  });

  test.each([
    ["a duration", "90s"],
    ["milliseconds", 90_000],
    ["an instant", new Date(NOON + 90_000)],
  ])("is asked again after the wait it names as %s", async (_, after) => {
    const { runtime, attempts } = await failing({ delay: "1h" }, (n) =>
      n === 1 ? new RetryLater(after) : undefined,
    );

    await runtime.advance("10m");

    expect(attempts).toEqual([0, 90 * SECOND]);
  });

  test("is asked again at once when the instant it names has passed", async () => {
    const { attempts } = await failing({}, (n) => (n === 1 ? new RetryLater(new Date(0)) : undefined));

    expect(attempts).toEqual([0, 0]);
  });

  test.each([
    ["soon", {}],
    [-1, { cause: new Error("503") }],
    [new Date(Number.NaN), { message: "The server is busy." }],
  ])("is told in its error's own message of a wait that can't be read: %s", async (after, options) => {
    const { runtime, id } = await failing({}, () => new RetryLater(after, options));

    const { state, error, scheduledFor } = await jobOf(runtime, id);

    expect(state).toBe("scheduled");
    expect(error?.message).toMatch(/^(The handler asked to be tried again later|The server is busy)\. /);
    expect(error?.message).toContain(
      `RetryLater is ${typeof after === "string" ? "'soon'" : after}; expected`,
    );
    expect(scheduledFor).toBeGreaterThanOrEqual(NOON + 15 * SECOND);
  });

  test("spends an attempt with each RetryLater", async () => {
    const { runtime, attempts, id } = await failing({ attempts: 2 }, () => new RetryLater("1s"));

    await runtime.advance("1m");

    expect(attempts).toEqual([0, 1_000, 2_000]);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", attempt: 3 });
  });
});

test("a person's requeue gives a full set of attempts again", async () => {
  const { runtime, attempts, id } = await failing({ attempts: 1, delay: 0 }, always);

  expect(await runtime.client.requeue(id)).toBe(true);
  await runtime.settle();

  expect(attempts).toHaveLength(4);
  expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", attempt: 2, maxAttempts: 2 });
});

test("a requeue may keep the attempts that were used: then it is one more, or what is left of them", async () => {
  const { runtime, attempts, id } = await failing({ attempts: 1, delay: "1h" }, always);
  expect(await runtime.client.requeue(id, { attempts: "keep", expected: "scheduled" })).toBe(true);
  await runtime.settle();
  expect(attempts).toHaveLength(2);
  expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", attempt: 2, maxAttempts: 2 });

  expect(await runtime.client.requeue(id, { attempts: "keep" })).toBe(true);
  await runtime.settle();

  expect(attempts).toHaveLength(3);
  expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", attempt: 3, maxAttempts: 3 });
});

test("attempts that were granted one by one are no part of the full set that a requeue or a copy gets later", async () => {
  const { runtime, attempts, id } = await failing({ attempts: 1, delay: 0 }, always);
  for (const spent of [3, 4]) {
    await runtime.client.requeue(id, { attempts: "keep" });
    await runtime.settle();
    expect(await jobOf(runtime, id)).toMatchObject({ attempt: spent, maxAttempts: spent });
  }

  const copy = await runtime.client.duplicate(id);
  await runtime.client.requeue(id);
  await runtime.settle();

  for (const each of [id, copy!])
    expect(await jobOf(runtime, each)).toMatchObject({ state: "failed", attempt: 2, maxAttempts: 2 });
  expect(attempts).toHaveLength(8);
});

test("the error keeps its chain of causes and its stack, and is the cause that a waiting caller gets", async () => {
  const cause = new TypeError("offline", { cause: "cable" });
  const { runtime, id } = await failing(false, () => new Error("no upload", { cause }));

  const { error } = await jobOf(runtime, id);
  const failure = await runtime.client.result(id).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    name: "Error",
    message: "no upload",
    cause: { name: "TypeError", message: "offline", cause: { name: "string", message: "cable" } },
  });
  expect(error?.stack).toContain("retries.test");
  expect(failure).toBeInstanceOf(JobFailedError);
  expect((failure as JobFailedError).cause).toMatchObject({ name: "Error", message: "no upload" });
});

test.each([
  ["a text", "broken", { name: "string", message: "broken" }],
  ["nothing", undefined, undefined],
  ["an error with what the server answered", httpError(404), { message: "Not found", status: 404 }],
  ["an error whose getters throw", hostile(), { name: "Error" }],
  ["a revoked proxy", revoked(), { name: "Error" }],
  ["null", null, { name: "null", message: "null" }],
  ["a symbol", Symbol("stop"), { name: "symbol", message: "Symbol(stop)" }],
  ["an object that is no JSON", { big: 1n }, { name: "Error", message: "[object Object]" }],
  ["an abort", new DOMException("gone", "AbortError"), { name: "AbortError", message: "gone" }],
  [
    "an error whose cause can't be read",
    new Error("no upload", { cause: revoked() }),
    { message: "no upload", cause: { name: "Error", message: expect.stringContaining("can't be read") } },
  ],
  [
    "several errors at once",
    new AggregateError([new TypeError("offline"), new Error("late")], "All promises were rejected"),
    { name: "AggregateError", cause: { name: "TypeError", message: "offline" } },
  ],
  [
    "several errors with a cause",
    new AggregateError([new Error("late")], "no", { cause: "cable" }),
    { cause: { message: "cable" } },
  ],
  ["an object", { status: 500 }, { name: "Error", message: '{"status":500}' }],
])("a handler may throw %s", async (_, thrown, error) => {
  const job = defineJob("send", { retry: false });
  const runtime = makeRuntime([
    handle(job, () => {
      throw thrown;
    }),
  ]);

  const id = await runtime.client.enqueue(job);
  await runtime.settle();

  const failed = await jobOf(runtime, id);
  expect(failed.state).toBe("failed");
  expect(failed.error).toMatchObject(error ?? { name: "undefined" });
});

function httpError(status: number): Error {
  return Object.assign(new Error("Not found"), { status });
}

function hostile(): Error {
  return Object.defineProperty(new Error("never seen"), "message", {
    get() {
      throw new Error("no");
    },
  });
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
