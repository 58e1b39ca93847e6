import { describe, expect, test } from "vitest";
import { InvalidJobError } from "../../src/errors/job-errors.ts";
import { expectId, expectQueue } from "../../src/job/names.ts";
import { checkOptions, DEFINITION_OPTIONS, ENQUEUE_OPTIONS } from "../../src/job/options.ts";

const errorOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

/** Options of an enqueue that can't be: what the message must name of each. */
const BAD: readonly [options: unknown, ...named: string[]][] = [
  [null, "options", "null", "an object"],
  ["fast", "options", "'fast'"],
  [[], "options", "[]"],
  [new Date(0), "options", "an object"],
  [new Map(), "options", "an object"],
  [{ queue: "Mail Box" }, "queue", "'Mail Box'", "'mail-box'"],
  [{ queue: "" }, "queue", "''"],
  [{ queue: 7 }, "queue", "7"],
  [{ queue: null }, "queue", "null"],
  [{ queue: "a".repeat(65) }, "queue", "1 to 64"],
  [{ priority: 1.5 }, "priority", "1.5", "integer"],
  [{ priority: "high" }, "priority", "'high'"],
  [{ priority: Number.NaN }, "priority", "NaN"],
  [{ priority: 1_000_001 }, "priority", "1,000,000"],
  [{ retry: true }, "retry", "true", "false or {"],
  [{ retry: 3 }, "retry", "3"],
  [{ retry: { attempts: -1 } }, "retry.attempts", "-1"],
  [{ retry: { attempts: 2.5 } }, "retry.attempts", "2.5"],
  [{ retry: { attempts: 1_001 } }, "retry.attempts", "1000"],
  [{ retry: { attempt: 3 } }, "'attempt'", "'attempts'"],
  [{ retry: { delay: "soon" } }, "retry.delay", "'soon'", "'90s'"],
  [{ retry: { delay: [] } }, "retry.delay", "[]", "at least one"],
  [{ retry: { delay: ["1s", "later"] } }, "retry.delay", "'later'"],
  [{ retry: { delay: -5 } }, "retry.delay", "-5"],
  [{ retry: { delay: () => 5 } }, "retry.delay", "function", "definition"],
  [{ retry: { on: () => true } }, "retry.on", "definition"],
  [{ retry: { on: "TypeError" } }, "retry.on", "'TypeError'"],
  [{ retry: { jitter: "some" } }, "retry.jitter", "'some'"],
  [{ retry: { exhausted: "drop" } }, "retry.exhausted", "'drop'", "'delete'"],
  [{ timeout: 0 }, "timeout", "0", "more than 0"],
  [{ timeout: "2 minutes" }, "timeout", "'2 minutes'", "'10m'"],
  [{ timeout: { minute: 2 } }, "timeout", "{ minute }"],
  [{ timeout: Number.POSITIVE_INFINITY }, "timeout", "Infinity"],
  [{ requires: "online" }, "requires", "'online'", "{ network, charging"],
  [{ requires: { charging: "yes" } }, "requires.charging", "'yes'", "true or false"],
  [{ requires: { storage: "low" } }, "requires.storage", "'low'", "'not-low'"],
  [{ prefers: { network: "unmetered" } }, "prefers.within"],
  [{ prefers: { within: "8h" } }, "prefers", "something to prefer"],
  [{ prefers: { within: 0, charging: true } }, "prefers.within", "more than 0"],
  [{ prefers: { within: "8h", network: "wifi" } }, "prefers.network", "'wifi'", "'unmetered'"],
  [{ prefers: { within: "8h", charge: true } }, "'charge'", "charging"],
  [{ requires: { network: "wifi" } }, "requires.network", "'wifi'", "'unmetered'"],
  [{ requires: { netwrok: "online" } }, "'netwrok'", "'network'"],
  [{ keep: "1d" }, "keep", "'1d'"],
  [{ keep: { success: "1d" } }, "'success'", "succeeded"],
  [{ keep: { failed: "for ever" } }, "keep.failed", "'for ever'"],
  [{ tags: "urgent" }, "tags", "'urgent'"],
  [{ tags: ["a", 1] }, "tags", "1"],
  [{ tags: [""] }, "tags", "texts"],
  [{ tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }, "tags", "20"],
  [{ displayName: 5 }, "displayName", "5"],
  [{ displayName: () => "x" }, "displayName", "definition"],
  [{ id: "" }, "id", "''"],
  [{ id: "with blank" }, "id", "'with blank'"],
  [{ id: "x".repeat(129) }, "id", "128"],
  [{ id: 5 }, "id", "5"],
  [{ prioritty: 1 }, "'prioritty'", "did you mean 'priority'"],
  [{ redact: ["x"] }, "'redact'"],
];

describe("an option that can't be used", () => {
  test.each(BAD)("%o is refused by name, with its value and what is allowed", (options, ...named) => {
    const error = errorOf(() => checkOptions("enqueue('send')", options, ENQUEUE_OPTIONS));

    expect(error).toBeInstanceOf(InvalidJobError);
    expect(error).toMatchObject({ code: "invalid-job" });
    const { message } = error as InvalidJobError;
    expect(message).toContain("enqueue('send')");
    for (const word of named) expect(message).toContain(word);
  });

  test("may even contain itself", () => {
    const loop: unknown[] = [];
    loop.push(loop);

    expect(errorOf(() => checkOptions("enqueue", { tags: loop }, ENQUEUE_OPTIONS))).toBeInstanceOf(
      InvalidJobError,
    );
  });

  test("carries the option, the value and what is allowed as data too", () => {
    const error = errorOf(() => checkOptions("enqueue('send')", { priority: 1.5 }, ENQUEUE_OPTIONS));

    expect(error).toMatchObject({
      details: { call: "enqueue('send')", option: "priority", value: "1.5" },
    });
  });
});

describe("options that can be used", () => {
  test.each([
    [{}],
    [{ queue: "mail_2-b", priority: -1_000_000, tags: [], id: "user:5/~!" }],
    [{ queue: undefined, priority: undefined, retry: undefined, id: undefined }],
    [{ retry: false }],
    [{ retry: { attempts: 0, delay: "exponential", jitter: 0, exhausted: "delete" } }],
    [{ retry: { delay: ["1s", 2_000, { minutes: 1 }] } }],
    [{ timeout: "1h30m", requires: { network: "unmetered" }, keep: { succeeded: 0, failed: { days: 90 } } }],
    [Object.assign(Object.create(null), { priority: 3 })],
  ])("%o passes", (options) => {
    expect(errorOf(() => checkOptions("enqueue", options, ENQUEUE_OPTIONS))).toBeUndefined();
  });

  test("of a definition may hold functions, which a call's may not", () => {
    const options = {
      retry: { delay: () => 5, on: () => true },
      displayName: () => "x",
      maxInterruptions: 1,
    };

    expect(errorOf(() => checkOptions("defineJob", options, DEFINITION_OPTIONS))).toBeUndefined();
    expect(errorOf(() => checkOptions("enqueue", options, ENQUEUE_OPTIONS))).toBeInstanceOf(InvalidJobError);
  });

  test.each([[{ maxInterruptions: 0 }], [{ maxInterruptions: 1.5 }], [{ redact: "x" }], [{ redact: [1] }]])(
    "of a definition are checked too: %o",
    (options) => {
      expect(errorOf(() => checkOptions("defineJob", options, DEFINITION_OPTIONS))).toBeInstanceOf(
        InvalidJobError,
      );
    },
  );
});

test("a queue name that can't be mended gets no suggestion", () => {
  const error = errorOf(() => expectQueue("pauseQueue", "")) as InvalidJobError;

  expect(error.message).not.toContain("such as");
});

test("an id may be anything printable without blanks", () => {
  expect(errorOf(() => expectId("get", "a:b/c~1"))).toBeUndefined();
  expect(errorOf(() => expectId("get", "é"))).toBeInstanceOf(InvalidJobError);
});
