import { describe, expect, test } from "vitest";
import type { Requirements } from "../../src/job/constraints.ts";
import { type Circumstances, laneOf } from "../../src/job/lane.ts";
import { laneBlockers, parseLane, precedence } from "../../src/job/lane-blockers.ts";

const lane = (key: string): ReturnType<typeof parseLane> => parseLane(key);

const world = (over: Partial<Circumstances> = {}): Circumstances => ({
  queues: [],
  handles: new Set(["send"]),
  paused: [],
  online: true,
  unmetered: true,
  ...over,
});

const kinds = (key: string, over?: Partial<Circumstances>): string[] =>
  laneBlockers(lane(key), world(over)).map(({ kind }) => kind);

describe("a lane's key", () => {
  const whole: Requirements = { network: "unmetered", charging: true, idle: true, storage: "not-low" };
  test.each<[Requirements | undefined, string, string, string, string]>([
    [undefined, "", "mail|send|", "", ""],
    [{}, "", "mail|send|", "", ""],
    [{ network: "online" }, "", "mail|send|online", "n", ""],
    [{ visible: true }, "", "mail|send|.v", "v", ""],
    [whole, "", "mail|send|unmetered.cis", "ucis", ""],
    [{ network: "online" }, "uc", "mail|send|online+uc", "n", "uc"],
    [undefined, "c", "mail|send|+c", "", "c"],
  ])(
    "of a job that requires %j and prefers '%s' is %s, and leads back",
    (requires, wanted, key, needs, prefers) => {
      const preference = wanted === "" ? {} : { prefers: { needs: wanted, within: 1 } };
      const job = { queue: "mail", name: "send", ...(requires ? { requires } : {}), ...preference };
      expect(laneOf(job)).toBe(key);
      expect(lane(key)).toMatchObject({ queue: "mail", name: "send", needs, prefers });
      expect(
        laneOf({ ...job, ...(wanted === "" ? {} : { prefers: { needs: wanted, within: 1, lapsed: true } }) }),
      ).not.toContain("+");
    },
  );
});

describe("what keeps a lane's jobs waiting", () => {
  test("is nothing when there is a handler, its queue is served and nothing is required", () => {
    expect(kinds("default|send|")).toEqual([]);
  });

  test("is the pause of its queue, or of all queues, said once", () => {
    expect(kinds("mail|send|", { paused: ["mail"] })).toEqual(["paused"]);
    expect(kinds("mail|send|", { paused: ["*", "mail"] })).toEqual(["paused"]);
    expect(kinds("mail|send|", { paused: ["other"] })).toEqual([]);
  });

  test("is a name nobody handles, and the detail names it", () => {
    const [blocker] = laneBlockers(lane("default|archive|"), world());

    expect(blocker).toEqual({ kind: "no-handler", detail: "No running server has a handler for 'archive'." });
  });

  test("is a queue nobody serves", () => {
    expect(kinds("mail|send|", { queues: ["default"] })).toEqual(["not-here"]);
    expect(kinds("mail|send|", { queues: ["default", "mail"] })).toEqual([]);
  });

  test.each([
    ["", false, false, []],
    ["online", true, false, []],
    ["online", false, true, ["constraint"]],
    ["unmetered", true, true, []],
    ["unmetered", true, false, ["constraint"]],
    ["unmetered", false, true, ["constraint"]],
  ])("for network '%s', online %s, unmetered %s is %j", (network, online, unmetered, expected) => {
    expect(kinds(`default|send|${network}`, { online, unmetered })).toEqual(expected);
  });

  test("is told whole: every reason, not the first", () => {
    expect(kinds("mail|archive|online", { paused: ["mail"], online: false })).toEqual([
      "paused",
      "no-handler",
      "constraint",
    ]);
  });
});

test("precedence is the order of the server's queues; without a list all are equal", () => {
  const queues = ["critical", "default"];

  expect(precedence(lane("default|send|"), { queues })).toBeGreaterThan(
    precedence(lane("critical|send|"), { queues }),
  );
  expect(precedence(lane("default|send|"), { queues: [] })).toBe(precedence(lane("x|send|"), { queues: [] }));
});
