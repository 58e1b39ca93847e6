import { describe, expect, it } from "vitest";
import { backOff, clockJump, fire, plan, runAhead, stableJitter } from "../../src/recurring/firing.ts";
import type { Misfire, RecurringRecord } from "../../src/recurring/recurring-job.ts";
import { at, DAY, HOUR, iso, MINUTE, makeRecord } from "./support.ts";

const shown = (times: number[]): string[] => times.map(iso);

describe("a definition that is due", () => {
  it("runs its occurrence and plans the next", () => {
    const firing = fire(makeRecord({ input: "0 * * * *" }), at("2026-01-01T01:00Z"));

    expect(shown(firing.occurrences)).toEqual(["2026-01-01T01:00Z"]);
    expect(firing).toMatchObject({ missed: 0, dropped: 0 });
    expect(firing.next).toEqual({
      base: at("2026-01-01T01:00Z"),
      runCount: 1,
      ended: false,
      nextRunAt: at("2026-01-01T02:00Z"),
      dueAt: at("2026-01-01T02:00Z"),
    });
  });

  it("does nothing when it is asked again, or too early", () => {
    const record = makeRecord({ input: "0 * * * *", base: at("2026-01-01T01:00Z") });
    const firing = fire(record, at("2026-01-01T01:59:59.999Z"));

    expect(firing.occurrences).toEqual([]);
    expect(firing.next).toMatchObject({
      base: record.base,
      runCount: 0,
      nextRunAt: at("2026-01-01T02:00Z"),
      ended: false,
    });
  });

  it("keeps the grid of { every } however late it runs", () => {
    const firing = fire(makeRecord({ input: { every: "1h" } }), at("2026-01-01T01:20Z"));

    expect(iso(firing.next.nextRunAt ?? null)).toBe("2026-01-01T02:00Z");
  });
});

describe("missed occurrences", () => {
  const sixHours: [Misfire, string, string[], number, number][] = [
    ["relaxed", "2026-01-01T06:10Z", ["2026-01-01T06:00Z"], 5, 0],
    [
      "strict",
      "2026-01-01T06:10Z",
      ["01", "02", "03", "04", "05", "06"].map((hour) => `2026-01-01T${hour}:00Z`),
      0,
      0,
    ],
    ["ignore", "2026-01-01T06:10Z", [], 6, 0],
    // Within the tolerance of 30 s it is not missed.
    ["ignore", "2026-01-01T06:00:30Z", ["2026-01-01T06:00Z"], 5, 0],
    ["ignore", "2026-01-01T06:00:30.001Z", [], 6, 0],
  ];

  it.each(sixHours)("under %s, woken at %s, run %j", (misfire, now, expected, missed, dropped) => {
    const firing = fire(makeRecord({ input: "0 * * * *", misfire }), at(now));

    expect(shown(firing.occurrences)).toEqual(expected);
    expect([firing.missed, firing.dropped, firing.next.runCount]).toEqual([missed, dropped, expected.length]);
    expect([iso(firing.next.base), iso(firing.next.nextRunAt ?? null)]).toEqual([
      "2026-01-01T06:00Z",
      "2026-01-01T07:00Z",
    ]);
  });

  it("of a year of minutes are bounded under strict, and what was dropped is counted", () => {
    // Stepping through all of them would take longer than a test may.
    const now = at("2027-01-01T00:00:10Z");
    const firing = fire(makeRecord({ input: "* * * * *", misfire: "strict", maxCatchUp: 100 }), now);

    expect([firing.occurrences.length, firing.dropped]).toEqual([100, 365 * 1440 - 100]);
    expect(shown([firing.occurrences[0]!, firing.occurrences.at(-1)!])).toEqual([
      "2026-12-31T22:21Z",
      "2027-01-01T00:00Z",
    ]);
  });

  it("are none after the schedule was changed: it counts from now under every policy", () => {
    for (const misfire of ["relaxed", "strict", "ignore"] as const) {
      const now = at("2026-01-05T10:30Z");
      const changed = makeRecord({ input: "0 9 * * *", misfire, base: now });

      expect(iso(plan(changed, now).nextRunAt ?? null)).toBe("2026-01-06T09:00Z");
      expect(fire(changed, now)).toMatchObject({ occurrences: [], missed: 0, dropped: 0 });
    }
  });
});

describe("an occurrence that was run before it came", () => {
  /** Every day at nine, or another schedule, of which the next occurrence was run ahead at a moment. */
  const ahead = (changes: Parameters<typeof makeRecord>[0], now: string): RecurringRecord => {
    const record = makeRecord(changes);
    const planned = { ...record, ...plan(record, at(now)) };
    const { nextRunAt: _next, dueAt: _due, ...rest } = planned;
    return { ...rest, ...runAhead(planned, at(now))! };
  };

  it("is not run again, and the one after it is next, however far apart they are", () => {
    const friday = "2026-01-02T10:00Z";
    const record = ahead({ input: "0 9 * * 1-5", base: at("2026-01-02T09:00Z") }, friday);

    expect([iso(record.ranAhead!.at(-1)!), iso(record.nextRunAt!)]).toEqual([
      "2026-01-05T09:00Z",
      "2026-01-06T09:00Z",
    ]);
    expect(record.runCount).toBe(1);
    expect(fire(record, at("2026-01-05T09:00Z"))).toMatchObject({ occurrences: [], missed: 0, dropped: 0 });
    expect(shown(fire(record, at("2026-01-06T09:00Z")).occurrences)).toEqual(["2026-01-06T09:00Z"]);
  });

  it.each(["relaxed", "strict", "ignore"] as const)(
    "is not among what was missed under %s, and what was missed around it still is",
    (misfire) => {
      // Missed at one and two; three was run ahead at 02:30; asleep until six.
      const record = {
        ...makeRecord({ input: "0 * * * *", misfire }),
        ranAhead: [at("2026-01-01T03:00Z")],
      };
      const { occurrences, missed, dropped, next } = fire(record, at("2026-01-01T06:00Z"));

      expect(shown(occurrences)).not.toContain("2026-01-01T03:00Z");
      expect(occurrences.length + missed + dropped).toBe(5);
      expect(iso(next.nextRunAt!)).toBe("2026-01-01T07:00Z");
    },
  );

  it("leaves a missed one before it to be run", () => {
    const record = { ...makeRecord({ input: "0 * * * *" }), ranAhead: [at("2026-01-01T02:00Z")] };

    expect(shown(fire(record, at("2026-01-01T02:10Z")).occurrences)).toEqual(["2026-01-01T01:00Z"]);
  });

  it("is not run again where the one after it is run ahead too", () => {
    const first = ahead({ input: "0 * * * *" }, "2026-01-01T00:10Z");
    const { nextRunAt: _next, dueAt: _due, ...rest } = first;
    const second: RecurringRecord = { ...rest, ...runAhead(first, at("2026-01-01T00:20Z"))! };

    expect([iso(second.ranAhead!.at(-1)!), iso(second.nextRunAt!)]).toEqual([
      "2026-01-01T02:00Z",
      "2026-01-01T03:00Z",
    ]);
    expect(second.runCount).toBe(2);
    expect(fire(second, at("2026-01-01T02:00Z"))).toMatchObject({ occurrences: [], missed: 0, dropped: 0 });
    expect(shown(fire(second, at("2026-01-01T03:00Z")).occurrences)).toEqual(["2026-01-01T03:00Z"]);
  });

  it("is known where it was stored as the only one there could be", () => {
    const stored: object = { ranAhead: at("2026-01-01T01:00Z") };
    const record: RecurringRecord = { ...makeRecord({ input: "0 * * * *" }), ...stored };
    const planned = { ...record, ...plan(record, at("2026-01-01T00:10Z")) };

    expect(iso(planned.nextRunAt!)).toBe("2026-01-01T02:00Z");
    expect(shown(fire(record, at("2026-01-01T02:00Z")).occurrences)).toEqual(["2026-01-01T02:00Z"]);
    expect(shown(runAhead(planned, at("2026-01-01T00:20Z"))!.ranAhead)).toEqual([
      "2026-01-01T01:00Z",
      "2026-01-01T02:00Z",
    ]);
  });

  it("is the last where it was the last there was to be", () => {
    expect(ahead({ maxRuns: 1 }, "2026-01-01T00:10Z").nextRunAt).toBeUndefined();
    expect(ahead({ endAt: at("2026-01-01T01:00Z") }, "2026-01-01T00:10Z").nextRunAt).toBeUndefined();
  });

  it("is none of a definition that has none", () => {
    expect(runAhead(makeRecord({ paused: true }), at("2026-01-01T00:10Z"))).toBeUndefined();
  });
});

describe("the bounds of a definition", () => {
  it("run nothing before startAt and something at it", () => {
    const record = makeRecord({ input: "0 * * * *", misfire: "strict", startAt: at("2026-01-01T03:00Z") });

    expect(iso(plan(record, at("2026-01-01T00:30Z")).dueAt ?? null)).toBe("2026-01-01T03:00Z");
    expect(fire(record, at("2026-01-01T02:59Z")).occurrences).toEqual([]);
    expect(shown(fire(record, at("2026-01-01T04:00Z")).occurrences)).toEqual([
      "2026-01-01T03:00Z",
      "2026-01-01T04:00Z",
    ]);
  });

  it("run nothing after endAt, something at it, and then end", () => {
    const record = makeRecord({ input: "0 * * * *", misfire: "strict", endAt: at("2026-01-01T02:00Z") });
    const firing = fire(record, at("2026-01-01T05:00Z"));

    expect(shown(firing.occurrences)).toEqual(["2026-01-01T01:00Z", "2026-01-01T02:00Z"]);
    expect(firing.next).toEqual({ base: at("2026-01-01T02:00Z"), runCount: 2, ended: true });
    expect(plan(record, at("2026-01-01T02:00Z"))).toEqual({});
  });

  it("end after maxRuns, with the first of those that were missed", () => {
    const record = makeRecord({ input: "0 * * * *", misfire: "strict", maxRuns: 5, runCount: 3 });
    const firing = fire(record, at("2026-01-01T06:00Z"));

    expect(shown(firing.occurrences)).toEqual(["2026-01-01T01:00Z", "2026-01-01T02:00Z"]);
    expect(firing.next).toMatchObject({ runCount: 5, ended: true });
    expect(firing.next.dueAt).toBeUndefined();
    expect(fire({ ...record, runCount: 5 }, at("2026-01-01T09:00Z"))).toMatchObject({
      occurrences: [],
      next: { ended: true },
    });
  });

  it("name all that were missed where most of them will be skipped, and more runs are left", () => {
    const record = makeRecord({ input: "0 * * * *", misfire: "strict", maxRuns: 5, runCount: 3 });
    const missed = (runCount: number, most: number) =>
      fire({ ...record, runCount }, at("2026-01-01T06:00Z"), most);

    expect(missed(3, 1).occurrences).toHaveLength(6);
    expect(missed(3, 1).next).toMatchObject({ runCount: 4, ended: false });
    expect(missed(4, 0).occurrences).toHaveLength(6);
    expect(missed(4, 1), "the last one ends it").toMatchObject({
      occurrences: [at("2026-01-01T01:00Z")],
      next: { runCount: 5, ended: true },
    });
  });

  it("end a schedule that never comes", () => {
    expect(fire(makeRecord({ input: "0 0 31 2 *" }), at("2026-06-01T00:00Z"))).toMatchObject({
      occurrences: [],
      next: { ended: true },
    });
  });
});

describe("a paused definition", () => {
  it("runs nothing and is looked at by nobody", () => {
    const record = makeRecord({ input: "0 * * * *", paused: true });

    expect(plan(record, at("2026-01-01T01:30Z"))).toEqual({});
    expect(fire(record, at("2026-01-01T05:00Z"))).toEqual({
      occurrences: [],
      missed: 0,
      dropped: 0,
      next: { base: record.base, runCount: 0, ended: false },
    });
  });

  it("is looked at when the pause ends, and what fell into the pause is not made up for", () => {
    const record = makeRecord({
      input: "0 * * * *",
      misfire: "strict",
      paused: true,
      pausedUntil: at("2026-01-01T03:00Z"),
    });

    expect(plan(record, at("2026-01-01T01:30Z"))).toEqual({
      nextRunAt: at("2026-01-01T03:00Z"),
      dueAt: at("2026-01-01T03:00Z"),
    });
    expect(fire(record, at("2026-01-01T02:59Z"))).toMatchObject({
      occurrences: [],
      next: { dueAt: at("2026-01-01T03:00Z") },
    });
    expect(shown(fire(record, at("2026-01-01T04:10Z")).occurrences)).toEqual([
      "2026-01-01T03:00Z",
      "2026-01-01T04:00Z",
    ]);
  });
});

describe("jitter", () => {
  it("is stable, below its bound, and different for each occurrence and definition", () => {
    const times = Array.from({ length: 500 }, (_, i) => i * HOUR);
    const put = times.map((time) => stableJitter("job", time, MINUTE));

    expect(put).toEqual(times.map((time) => stableJitter("job", time, MINUTE)));
    expect(put.every((ms) => Number.isInteger(ms) && ms >= 0 && ms < MINUTE)).toBe(true);
    expect(new Set(put).size).toBeGreaterThan(450);
    expect(stableJitter("a", 0, HOUR)).not.toBe(stableJitter("b", 0, HOUR));
    expect(stableJitter("a", 0, 0)).toBe(0);
  });

  it("puts the job off and leaves the planned time alone", () => {
    const record = makeRecord({ input: "0 * * * *", jitter: 10 * MINUTE, misfire: "strict" });
    const planned = at("2026-01-01T01:00Z");
    const due = planned + stableJitter("job", planned, 10 * MINUTE);

    expect(plan(record, record.base)).toEqual({ nextRunAt: planned, dueAt: due });
    expect(fire(record, due - 1)).toMatchObject({
      occurrences: [],
      next: { base: record.base, nextRunAt: planned, dueAt: due },
    });
    expect(fire(record, due).occurrences).toEqual([planned]);
  });

  it("longer than the interval still runs each occurrence once, in order, before the next one", () => {
    let record = makeRecord({ input: "* * * * *", jitter: HOUR, misfire: "strict" });
    const ran: number[] = [];
    const start = record.base;
    for (let now = start; now < start + HOUR; now += 1000) {
      const { occurrences, next } = fire(record, now);
      for (const time of occurrences) {
        expect(now - time).toBeLessThanOrEqual(MINUTE);
        ran.push(time);
      }
      record = { ...record, base: next.base, runCount: next.runCount };
    }

    expect(ran).toEqual(Array.from({ length: ran.length }, (_, i) => at("2026-01-01T00:01Z") + i * MINUTE));
    expect(ran.length).toBeGreaterThanOrEqual(58);
  });

  it("is no lateness under ignore", () => {
    const record = makeRecord({ input: "0 * * * *", jitter: 50 * MINUTE, misfire: "ignore" });
    const { dueAt } = plan(record, record.base);

    expect(shown(fire(record, dueAt! + 30_000).occurrences)).toEqual(["2026-01-01T01:00Z"]);
    expect(fire(record, dueAt! + 30_001)).toMatchObject({ occurrences: [], missed: 1 });
  });
});

describe("a clock that jumps", () => {
  it("back by minutes repeats nothing", () => {
    const record = makeRecord({ input: "0 9 * * *", base: at("2026-01-05T09:00Z") });
    const firing = fire(record, at("2026-01-05T08:50Z"));

    expect(firing.occurrences).toEqual([]);
    expect(iso(firing.next.nextRunAt ?? null)).toBe("2026-01-06T09:00Z");
  });

  it.each([
    ["* * * * *", "2026-01-05T08:00Z", "2026-01-05T08:01Z"],
    ["0 * * * *", "2026-01-05T03:30Z", "2026-01-05T04:00Z"],
    ["0 9 * * *", "2026-01-01T10:00Z", "2026-01-02T09:00Z"],
    ["0 0 1 1 *", "2010-05-05T00:00Z", "2011-01-01T00:00Z"],
  ])("back by more than a period does not silence %s", (input, now, next) => {
    const record = makeRecord({ input, base: at("2026-01-05T09:00Z"), misfire: "strict" });
    const firing = fire(record, at(now));

    expect(firing.occurrences).toEqual([]);
    expect([iso(firing.next.base), iso(firing.next.nextRunAt ?? null)]).toEqual([iso(at(now)), next]);
  });

  it("forward by years and back again is no flood, and goes on from the true time", () => {
    const real = at("2026-01-05T09:00:30Z");
    let record = makeRecord({ input: "*/5 * * * *", base: at("2026-01-05T09:00Z"), misfire: "strict" });
    const ahead = fire(record, at("2031-01-05T09:00:30Z"));
    record = { ...record, ...ahead.next };
    const back = fire(record, real);

    expect(ahead.occurrences).toHaveLength(100);
    expect(ahead.dropped).toBeGreaterThan(500_000);
    expect(back.occurrences).toEqual([]);
    expect(iso(back.next.nextRunAt ?? null)).toBe("2026-01-05T09:05Z");
  });

  it("is told from a device that slept only by a clock that never goes back", () => {
    expect(clockJump(1000 * MINUTE, 1000 * MINUTE + 50)).toBe("none");
    expect(clockJump(1000 * MINUTE, 1000 * MINUTE - 1000)).toBe("none");
    expect(clockJump(1000 * MINUTE, 999 * MINUTE)).toBe("back");
    expect(clockJump(0, DAY)).toBe("none");
    expect(clockJump(0, DAY, MINUTE)).toBe("forward");
    expect(clockJump(0, DAY, DAY)).toBe("none");
    expect(clockJump(0, MINUTE, HOUR)).toBe("back");
  });
});

describe("a definition that fails", () => {
  it("is tried again after 15 s, doubling up to an hour", () => {
    expect([1, 2, 3, 8, 9, 10, 5000].map(backOff)).toEqual(
      [15, 30, 60, 1920, 3600, 3600, 3600].map((s) => s * 1000),
    );
  });
});
