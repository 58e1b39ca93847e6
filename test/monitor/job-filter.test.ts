import { describe, expect, test } from "vitest";
import type { JobQuery } from "../../src/index.ts";
import { defineJob, FatalJobError, handle, InvalidJobError } from "../../src/index.ts";
import { HOUR, NOON } from "../support/make-job.ts";
import { makeGate, makeRuntime } from "../support/runtime.ts";

const send = defineJob<string>("send-mail", { tags: ["eu-west"], displayName: (to) => `To ${to}` });
const archive = defineJob<string>("archive", { queue: "slow", retry: { attempts: 3, delay: "1s" } });

const offline = new Error("Failed to fetch", { cause: new TypeError("net::ERR_TIMED_OUT") });
const handlers = [
  handle(send, (to) => {
    if (to === "nobody") throw new FatalJobError("No such address", { cause: offline });
  }),
  handle(archive, (what) => {
    if (what === "tape") throw new Error("tape is full");
  }),
];

/** Titles of what a query finds. */
async function found(query: JobQuery): Promise<string[]> {
  const runtime = makeRuntime(handlers);
  await runtime.client.enqueue(send, "ada");
  await runtime.client.enqueue(send, "nobody");
  await runtime.settle();
  await runtime.advance("1h");
  await runtime.client.enqueue(archive, "paper", { displayName: "Paper" });
  await runtime.client.enqueue(archive, "tape", { displayName: "Tape" });
  await runtime.advance("30s");
  return (await runtime.client.monitor.jobs(query)).map(({ displayName }) => displayName);
}

describe("a query finds jobs", () => {
  test.each<[what: string, query: JobQuery, titles: string[]]>([
    ["by a pattern of the name", { name: "send-*" }, ["To nobody", "To ada"]],
    ["by a pattern that must fit whole", { name: "send" }, []],
    ["by a pattern in the middle of a tag", { tag: "*-w*t" }, ["To nobody", "To ada"]],
    ["by a pattern whose ends may not overlap", { name: "archive*archive" }, []],
    ["by a pattern of the queue", { queue: "s*w" }, ["Tape", "Paper"]],
    ["by the error of a cause, whatever the case", { error: "ERR_timed" }, ["To nobody"]],
    ["by the error's name", { error: "fatal" }, ["To nobody"]],
    ["by the attempts they have had", { attempts: { min: 2 } }, ["Tape"]],
    ["by at most so many attempts", { attempts: { max: 1 } }, ["Paper", "To nobody", "To ada"]],
    ["created since", { createdAfter: NOON + HOUR }, ["Tape", "Paper"]],
    ["created before", { createdBefore: new Date(NOON + HOUR) }, ["To nobody", "To ada"]],
    ["by several things at once", { queue: "slow", error: "tape", attempts: { min: 4, max: 4 } }, ["Tape"]],
  ])("%s", async (_, query, titles) => {
    expect(await found(query)).toEqual(titles);
  });

  test("by how long their last attempt took, once they have ended", async () => {
    const nap = defineJob<string>("nap");
    const gate = makeGate();
    const { client, ...runtime } = makeRuntime([handle(nap, () => gate.pass(new AbortController().signal))]);
    for (const length of ["2s", "4s", "9s"]) await client.enqueue(nap, length, { displayName: length });
    const took = async (bounds: JobQuery["took"]): Promise<string[]> =>
      (await client.monitor.jobs({ took: bounds })).map(({ displayName }) => displayName);
    await runtime.advance("2s");
    gate.waiting[0]?.resolve();
    await runtime.advance("2s");
    gate.waiting[1]?.resolve();
    await runtime.settle();

    expect(await took({ min: "2s" })).toEqual(["4s", "2s"]);
    expect(await took({ max: 3_999 })).toEqual(["2s"]);
    expect(await took({ min: "3s", max: { seconds: 4 } })).toEqual(["4s"]);
  });

  test.each<[JobQuery, string]>([
    [{ attempts: 2 as never }, "attempts"],
    [{ attempts: { min: 1.5 } }, "attempts.min"],
    [{ attempts: { least: 1 } as never }, "least"],
    [{ took: "2s" as never }, "took"],
    [{ took: { min: "soon" } }, "took.min"],
    [{ createdAfter: "yesterday" }, "createdAfter"],
    [{ retries: true, state: "failed" }, "retries"],
    [{ id: 7 as never }, "id"],
  ])("refuses %j, naming %s", async (query, option) => {
    const { client } = makeRuntime(handlers);

    const refusal = client.monitor.jobs(query);

    await expect(refusal).rejects.toBeInstanceOf(InvalidJobError);
    await expect(refusal).rejects.toThrow(option);
  });
});

test("the steps a job has done are told with their attempt and time, and the sleep it is in", async () => {
  const pack = defineJob("pack", { retry: { attempts: 2, delay: "1s" } });
  let tries = 0;
  const runtime = makeRuntime([
    handle(pack, async (_, { step, sleep }) => {
      await step("weigh", () => ({ grams: 120 }));
      tries += 1;
      if (tries === 1) throw new Error("scales");
      await step("seal", () => "tape");
      await sleep("dry", "2h");
    }),
  ]);
  const id = await runtime.client.enqueue(pack);
  await runtime.settle();
  await runtime.advance("1s");
  await runtime.settle();

  expect(await runtime.client.monitor.steps(id)).toEqual([
    { name: "weigh", value: { grams: 120 }, attempt: 1, at: NOON },
    { name: "seal", value: "tape", attempt: 2, at: NOON + 1_000 },
    { name: "dry", until: NOON + 1_000 + 2 * HOUR, attempt: 2, at: NOON + 1_000 },
  ]);
  expect(await runtime.client.monitor.steps("nobody")).toEqual([]);
});
