import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  createClient,
  defineJob,
  FatalJobError,
  handle,
  InvalidJobError,
  type Logger,
} from "../../src/index.ts";
import { createMemoryClient } from "../../src/memory.ts";
import { timeline } from "../../src/server.ts";
import { createTestRuntime } from "../../src/testing.ts";

const greet = defineJob<string, string>("greet", { queue: "mail" });
const greeting = handle(greet, (name) => {
  if (name === "") throw new FatalJobError("Who?");
  return `Hello, ${name}`;
});

function listen(): { logger: Logger; lines: [level: string, message: string, facts: object][] } {
  const lines: [string, string, object][] = [];
  const at = (level: string) => (message: string, facts: object) => void lines.push([level, message, facts]);
  return { logger: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }, lines };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a logger", () => {
  test("hears of every attempt: its begin, its end and its error, with the facts", async () => {
    const { logger, lines } = listen();
    const jobs = createMemoryClient({ handlers: [greeting], logger });
    onTestFinished(() => jobs.close());

    const id = await jobs.enqueue(greet, "Ada");
    await jobs.result(id);
    await expect(jobs.result(await jobs.enqueue(greet, ""))).rejects.toThrow();

    const facts = { name: "greet", queue: "mail", attempt: 1, maxAttempts: 11 };
    expect(lines).toEqual([
      ["debug", "greet begins.", { id, ...facts }],
      ["debug", "greet has ended.", { id, ...facts, duration: expect.any(Number) }],
      ["debug", "greet begins.", expect.objectContaining(facts)],
      ["warn", "greet threw an error.", expect.objectContaining({ error: expect.any(FatalJobError) })],
    ]);
  });

  test("may know some levels only, and may throw: the job is as if nobody listened", async () => {
    vi.stubGlobal("reportError", vi.fn());
    onTestFinished(() => void vi.unstubAllGlobals());
    const warn = vi.fn(() => {
      throw new Error("The log is full.");
    });
    const jobs = createMemoryClient({ handlers: [greeting], logger: { warn } });
    onTestFinished(() => jobs.close());

    expect(await jobs.result(await jobs.enqueue(greet, "Ada"))).toBe("Hello, Ada");
    await expect(jobs.result(await jobs.enqueue(greet, ""))).rejects.toThrow("Who?");
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test("of a client hears what its status events say", async () => {
    const { logger, lines } = listen();
    const jobs = createClient({ serviceWorker: "/sw.js", logger });
    onTestFinished(() => jobs.close());

    await expect
      .poll(() => lines)
      .toMatchObject([["warn", /^No service worker/, { type: "worker-unavailable" }]]);
  });

  test("is checked when it is given", () => {
    const create = () => createMemoryClient({ logger: { warn: "loud" } as never });
    expect(create).toThrow(InvalidJobError);
    expect(create).toThrow("logger");
    expect(() => createClient({ logger: true as never })).toThrow("logger");
  });
});

describe("the timeline", () => {
  test("has one stretch for each attempt, in a track of its queue, and keeps none", async () => {
    const measure = vi.spyOn(performance, "measure");
    await using runtime = createTestRuntime({ handlers: [greeting], filters: [timeline()] });

    const id = await runtime.jobs.enqueue(greet, "Ada");
    await runtime.jobs.enqueue(greet, "");
    await runtime.settle();

    const look = (color: string) => ({
      dataType: "track-entry",
      trackGroup: "Slowmatch",
      track: "mail",
      color,
    });
    expect(measure.mock.calls).toMatchObject([
      [
        "greet",
        {
          detail: {
            devtools: {
              ...look("primary"),
              properties: [
                ["id", id],
                ["attempt", "1"],
              ],
            },
          },
        },
      ],
      ["greet", { detail: { devtools: look("error") } }],
    ]);
    expect(performance.getEntriesByName("greet")).toEqual([]);
  });

  test("is not written where nobody asked for it", async () => {
    const measure = vi.spyOn(performance, "measure");
    await using runtime = createTestRuntime({ handlers: [greeting] });

    await runtime.jobs.enqueue(greet, "Ada");
    await runtime.settle();

    expect(measure).not.toHaveBeenCalled();
  });
});
