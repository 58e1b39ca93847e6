import { describe, expect, it } from "vitest";
import { fire, plan } from "../../src/recurring/firing.ts";
import type { Misfire, RecurringRecord } from "../../src/recurring/recurring-job.ts";
import { naiveCron, naiveRuns, walls } from "./naive.ts";
import { at, DAY, HOUR, MINUTE, makeRecord } from "./support.ts";

const START = at("2025-01-01T00:00Z");
const END = at("2026-01-01T00:00Z");
const TOLERANCE = 30_000;
const MAX_CATCH_UP = 20;

interface Run {
  at: number;
  plannedAt: number;
}

/** A small generator with a seed, so that a failing year can be had again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Stretches in which a browser is open: from seconds to days, with gaps as long. */
function awake(random: () => number): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  const length = () => Math.round(10_000 * 20_000 ** random());
  for (let time = START + length(); time < END; time += length()) {
    const to = Math.min(time + length(), END);
    stretches.push({ from: time, to });
    time = to;
  }
  return stretches;
}

/** What the scheduler does: looks when the browser wakes, and at each due time while it is awake. */
function simulate(
  definition: RecurringRecord,
  stretches: readonly { from: number; to: number }[],
): { runs: Run[]; left: number } {
  const runs: Run[] = [];
  let left = 0;
  let record: RecurringRecord = { ...definition, ...plan(definition, START) };
  for (const { from, to } of stretches) {
    for (
      let now = Math.max(from, record.dueAt ?? Infinity);
      now < to;
      now = Math.max(now, record.dueAt ?? Infinity)
    ) {
      const firing = fire(record, now);
      for (const plannedAt of firing.occurrences) runs.push({ at: now, plannedAt });
      left += firing.missed + firing.dropped;
      record = { ...record, ...firing.next };
    }
  }
  return { runs, left };
}

/** The same from a list of all occurrences and nothing else. */
function expectedRuns(
  all: readonly number[],
  stretches: readonly { from: number; to: number }[],
  misfire: Misfire,
): { runs: Run[]; left: number } {
  const runs: Run[] = [];
  let left = 0;
  let i = 0;
  for (const { from, to } of stretches) {
    const slept: number[] = [];
    while (i < all.length && all[i]! <= from) slept.push(all[i++]!);
    const kept =
      misfire === "relaxed"
        ? slept.slice(-1)
        : misfire === "strict"
          ? slept.slice(-MAX_CATCH_UP)
          : slept.filter((time) => from - time <= TOLERANCE);
    for (const plannedAt of kept) runs.push({ at: from, plannedAt });
    left += slept.length - kept.length;
    while (i < all.length && all[i]! < to) {
      runs.push({ at: all[i]!, plannedAt: all[i]! });
      i++;
    }
  }
  return { runs, left };
}

const everyDay = { text: "* * *", test: () => true };
const DEFINITIONS: [string, ReturnType<typeof naiveCron>][] = [
  ["America/New_York", naiveCron("30", "2", everyDay)],
  ["Europe/London", naiveCron("15", "*/2", everyDay)],
  ["Australia/Lord_Howe", naiveCron("0,45", "1,13", everyDay)],
];

describe("a year of a browser that sleeps and wakes at random", () => {
  for (const [zone, cron] of DEFINITIONS) {
    const all = naiveRuns(cron, walls(zone, START - 2 * DAY, END)).filter((time) => time > START);

    for (const misfire of ["relaxed", "strict", "ignore"] as const) {
      it(`under ${misfire}, ${cron.text} in ${zone} runs exactly what the oracle says`, () => {
        for (let seed = 1; seed <= 2; seed++) {
          const stretches = awake(generator(seed));
          const definition = makeRecord({
            input: cron.text,
            timeZone: zone,
            base: START,
            misfire,
            tolerance: TOLERANCE,
            maxCatchUp: MAX_CATCH_UP,
          });

          const simulated = simulate(definition, stretches);
          const expected = expectedRuns(all, stretches, misfire);

          expect(stretches.length).toBeGreaterThan(50);
          expect(simulated.runs, `seed ${seed}`).toEqual(expected.runs);
          expect(simulated.left, `seed ${seed}`).toBe(expected.left);
        }
      });
    }
  }

  it("never makes two runs of one occurrence, whatever the policy, with jitter too", () => {
    for (const misfire of ["relaxed", "strict", "ignore"] as const) {
      const definition = makeRecord({ input: { every: "17m" }, base: START, misfire, jitter: 5 * MINUTE });
      const { runs } = simulate(definition, awake(generator(9)));

      expect(new Set(runs.map((run) => run.plannedAt)).size).toBe(runs.length);
      expect(runs.every((run) => run.at >= run.plannedAt)).toBe(true);
      expect(runs.some((run) => run.at - run.plannedAt > MINUTE && run.at - run.plannedAt < HOUR)).toBe(true);
    }
  });
});
