import { describe, expect, test } from "vitest";
import { InvalidJobError } from "../../src/errors/call-errors.ts";
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
  [{ retries: 1 }, "'retries'", "did you mean 'retry'"],
  [{ name: "x" }, "'name'", "the options are queue"],
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

const DURATION =
  "milliseconds, a text like '90s', '10m', '2h' or '1d', or { days, hours, minutes, seconds, milliseconds }";
const KEY = "a text of 1 to 200 printable characters, or a function of the arguments that answers one";

/** An option of a definition, how the error names it and its value, and what it says is allowed. */
const MESSAGES: [Record<string, unknown>, string, string][] = [
  [{ priority: 1.5 }, "priority is 1.5", "an integer from -1,000,000 to 1,000,000"],
  [{ retry: 3 }, "retry is 3", "false or { attempts, delay, jitter, on, exhausted }"],
  [{ retry: { attempts: -1 } }, "retry.attempts is -1", "an integer from 0 to 1000"],
  [{ retry: { delay: [] } }, "retry.delay is []", "a list with at least one duration"],
  [{ retry: { delay: ["1x"] } }, "retry.delay is '1x'", DURATION],
  [{ retry: { jitter: -1 } }, "retry.jitter is -1", DURATION],
  [{ retry: { on: 1 } }, "retry.on is 1", "a function of the error"],
  [{ retry: { exhausted: "keep" } }, "retry.exhausted is 'keep'", "'fail' or 'delete'"],
  [{ timeout: 0 }, "timeout is 0", "more than 0"],
  [{ requires: 1 }, "requires is 1", "{ network, charging, visible, idle, storage }"],
  [{ requires: { network: "wifi" } }, "requires.network is 'wifi'", "'online' or 'unmetered'"],
  [{ requires: { storage: true } }, "requires.storage is true", "'not-low'"],
  [{ requires: { idle: "yes" } }, "requires.idle is 'yes'", "true or false"],
  [{ prefers: 1 }, "prefers is 1", "{ within, network, charging, visible, idle, storage }"],
  [{ prefers: { idle: true } }, "prefers.within is undefined", DURATION],
  [{ prefers: { idle: true, within: 0 } }, "prefers.within is 0", "a duration of more than 0, such as '8h'"],
  [
    { prefers: { idle: false, within: 1 } },
    "prefers is { idle, within }",
    "something to prefer beside `within`, such as network: 'unmetered'",
  ],
  [{ keep: "1d" }, "keep is '1d'", "{ succeeded, deleted, failed }"],
  [{ tags: [""] }, "tags is ['']", "at most 20 texts"],
  [{ displayName: 5 }, "displayName is 5", "a text (in a definition also a function of the arguments)"],
  [{ redact: [1] }, "redact is [1]", "a list of property names"],
  [{ unique: "x" }, "unique is 'x'", "{ key, while, onConflict }"],
  [{ unique: {} }, "unique.key is undefined", "a text, or a function of the arguments that answers one"],
  [{ unique: { key: "a", while: "ever" } }, "unique.while is 'ever'", DURATION],
  [
    { unique: { key: "a", onConflict: "ask" } },
    "unique.onConflict is 'ask'",
    "'keep', 'replace' or 'reject'",
  ],
  [{ runsIn: "tab" }, "runsIn is 'tab'", "'service-worker', 'window' or 'worker'"],
  [{ version: -1 }, "version is -1", "an integer from 0"],
  [{ migrate: 1 }, "migrate is 1", "a function of the arguments and their version"],
  [{ aliases: ["?"] }, "aliases is ['?']", "a list of job names"],
  [{ maxInterruptions: 0 }, "maxInterruptions is 0", "an integer from 1"],
  [{ concurrency: 1 }, "concurrency is 1", "{ key, limit, strict }"],
  [{ concurrency: { limit: 1, key: "" } }, "concurrency.key is ''", KEY],
  [{ concurrency: {} }, "concurrency.limit is undefined", "an integer from 1 to 10,000"],
  [{ concurrency: { limit: 1, strict: 1 } }, "concurrency.strict is 1", "true or false"],
  [{ rateLimit: 1 }, "rateLimit is 1", "{ key, limit, per, mode }"],
  [{ rateLimit: { limit: 1 } }, "rateLimit.per is undefined", DURATION],
  [{ rateLimit: { limit: 1, per: "x" } }, "rateLimit.per is 'x'", DURATION],
  [{ rateLimit: { limit: 1, per: 1, mode: "slow" } }, "rateLimit.mode is 'slow'", "'sliding' or 'fixed'"],
];

test.each(MESSAGES)("an error names the whole path: %o: %s; expected %s", (options, what, expected) => {
  const error = errorOf(() => checkOptions("call", options, DEFINITION_OPTIONS));

  expect((error as InvalidJobError).message).toBe(`call: ${what}; expected ${expected}.`);
  expect(error).toMatchObject({ code: "invalid-job", details: { expected } });
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
