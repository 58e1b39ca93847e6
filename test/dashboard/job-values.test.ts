import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attemptsOf } from "../../src/dashboard/panels/attempts.ts";
import { fromEditable, toEditable } from "../../src/dashboard/panels/editable-value.ts";
import { toCode } from "../../src/dashboard/panels/value-code.ts";
import { makeJob } from "./make-job.ts";

const argument = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.bigInt(),
    fc.date({ noInvalidDate: true }),
    fc.array(tie("value")),
    fc.dictionary(fc.string(), tie("value")),
    fc.array(tie("value")).map((values) => new Set(values)),
    fc.array(fc.tuple(tie("value"), tie("value"))).map((pairs) => new Map(pairs)),
  ),
})).value;

describe("arguments as JSON that can be edited", () => {
  test("are read back as they were, whatever they hold", () => {
    fc.assert(
      fc.property(argument, (value) => {
        expect(fromEditable(toEditable(value), value)).toEqual(value);
      }),
    );
  });

  test("keep what can't be written or seen, and change what was edited", () => {
    const file = new Blob(["x"]);
    const args = { to: "ada", file, card: { number: "4711" }, people: new Map([["a", { file }]]) };
    const text = toEditable(args, ["card.number"]);

    expect(text).not.toContain("4711");
    const edited = fromEditable(text.replace('"ada"', '"grace"'), args) as typeof args;
    expect(edited).toEqual({ ...args, to: "grace" });
    expect(edited.file).toBe(file);
    expect(edited.people.get("a")?.file).toBe(file);
  });

  test("end where they refer to themselves", () => {
    const args: Record<string, unknown> = { name: "a" };
    args["self"] = args;

    expect(() => toEditable(args)).not.toThrow();
  });

  test.each([
    '{ "$date": "never" }',
    '{ "$same": "no/such" }',
    '{ "$map": 3 }',
    '{ "$what": 1 }',
    "{ to: 1 }",
  ])("say of %s that it can't be read", (text) => {
    expect(() => fromEditable(text, { to: "ada" })).toThrow();
  });
});

describe("a job as code", () => {
  test("is the call that enqueues it again, with what is hidden left out", () => {
    const job = makeJob({
      name: "upload",
      queue: "media",
      displayName: "Upload",
      tags: ["vip"],
      redact: ["token"],
      args: {
        at: new Date(0),
        size: 12n,
        tags: new Set(["a"]),
        people: new Map([["Ada", 1]]),
        token: "4711",
        "odd key": [],
        file: new Blob(["x"]),
      },
    });

    expect(toCode(job)).toBe(`await jobs.enqueue(defineJob("upload"), {
  at: new Date("1970-01-01T00:00:00.000Z"),
  size: 12n,
  tags: new Set(["a"]),
  people: new Map([["Ada", 1]]),
  token: "[hidden]",
  "odd key": [],
  file: undefined /* Blob */,
}, { queue: "media", tags: ["vip"], displayName: "Upload" });`);
  });

  test("is short where the job is", () => {
    expect(toCode(makeJob({ name: "ping", displayName: "ping", args: undefined }))).toBe(
      'await jobs.enqueue(defineJob("ping"), undefined);',
    );
  });
});

describe("attempts", () => {
  const history = [
    { state: "enqueued" as const, at: 0 },
    { state: "processing" as const, at: 10, data: { attempt: 1, serverId: "sw" } },
    { state: "scheduled" as const, at: 30, reason: "no network" },
    { state: "enqueued" as const, at: 90 },
    { state: "processing" as const, at: 100, data: { attempt: 2 } },
  ];

  test("tell the time in line, at work and until the next, and the steps each has done", () => {
    const job = makeJob({ state: "processing", createdAt: 0, history });
    const steps = [
      { name: "a", at: 20, attempt: 1 },
      { name: "b", at: 120, attempt: 2 },
      { name: "old", attempt: 2 },
    ];

    expect(attemptsOf(job, steps, 200)).toEqual([
      {
        n: 1,
        readyAt: 0,
        startedAt: 10,
        endedAt: 30,
        outcome: "scheduled",
        putOff: true,
        reason: "no network",
        waitedUntil: 90,
        serverId: "sw",
        steps: [steps[0]],
      },
      { n: 2, readyAt: 90, startedAt: 100, steps: [steps[1], steps[2]] },
    ]);
  });

  test("wait until now while their next isn't due", () => {
    const job = makeJob({ state: "scheduled", createdAt: 0, history: history.slice(0, 3) });

    expect(attemptsOf(job, [], 50)).toMatchObject([{ n: 1, endedAt: 30, waitedUntil: 50 }]);
  });

  test("are none for a job that has never begun", () => {
    expect(attemptsOf(makeJob({ createdAt: 0, history: history.slice(0, 1) }), [], 50)).toEqual([]);
  });
});
