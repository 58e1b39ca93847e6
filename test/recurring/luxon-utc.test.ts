import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import {
  CronDayOfMonth,
  CronDayOfWeek,
  CronFieldCollection,
  CronHour,
  CronMinute,
  CronMonth,
  CronSecond,
  type DayOfMonthRange,
  type MonthRange,
} from "cron-parser";
import fc from "fast-check";
import { rolldown } from "rolldown";
import { describe, expect, it } from "vitest";
import { leanCron } from "../../scripts/lean-cron.mjs";
import { compileCron } from "../../src/recurring/compile-cron.ts";
import { DateTime } from "../../src/recurring/luxon-utc.ts";
import { CronFieldCollection as PlainFields } from "../../src/recurring/plain-cron-fields.ts";
import { type WallClockWalker, wallClockWalker } from "../../src/recurring/wall-clock.ts";
import { at } from "./support.ts";

const at1900 = at("1900-01-01T00:00Z");
const at2200 = at("2200-01-01T00:00Z");
const source = (path: string): string =>
  fileURLToPath(new URL(`../../src/recurring/${path}`, import.meta.url));

async function bundled(): Promise<{ wallClockWalker: typeof wallClockWalker; code: string }> {
  const bundle = await rolldown({
    input: source("wall-clock.ts"),
    plugins: [leanCron()],
    platform: "browser",
  });
  const { output } = await bundle.generate({ format: "es", minify: true });
  const { code } = output[0];
  return { ...(await import(`data:text/javascript,${encodeURIComponent(code)}`)), code };
}

const sorted = (first: number, last: number): fc.Arbitrary<number[]> =>
  fc
    .uniqueArray(fc.integer({ min: first, max: last }), { minLength: 1, maxLength: 8 })
    .map((values) => values.sort((a, b) => a - b));
const lists = fc.record({
  seconds: fc.oneof(fc.constant([0]), sorted(0, 59)),
  minutes: sorted(0, 59),
  hours: sorted(0, 23),
  // Day 1 is in every month, so that there is a match.
  days: sorted(1, 31).map((days) => [...new Set([1, ...days])].sort((a, b) => a - b)),
  months: sorted(1, 12),
});

describe("the part of luxon that a build carries", () => {
  const real = createRequire(createRequire(import.meta.url).resolve("cron-parser"))("luxon") as {
    DateTime: { fromMillis(milliseconds: number, options: { zone: string }): DateTime };
  };
  const parts = (date: DateTime) => [
    date.valueOf(),
    date.year,
    date.month,
    date.day,
    date.weekday,
    date.hour,
    date.minute,
    date.second,
    date.millisecond,
    date.offset,
    date.zoneName,
    date.isValid,
    date.toJSDate().getTime(),
  ];
  const steps: ((date: DateTime) => DateTime)[] = [
    (date) => date.plus({ years: 1 }),
    (date) => date.minus({ years: 1 }),
    (date) => date.set({ hour: 7, minute: 59 }),
    (date) => date.set({ second: 0 }).set({ millisecond: 0 }),
  ];
  for (const unit of ["month", "day", "hour", "minute", "second"] as const) {
    steps.push((date) => date.plus({ [`${unit}s`]: 1 }));
    steps.push((date) => date.minus({ [`${unit}s`]: 1 }));
    steps.push((date) => date.startOf(unit));
    steps.push((date) => date.endOf(unit));
  }

  it("does what luxon does in UTC, step by step", () => {
    const walks = fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 8 });

    fc.assert(
      fc.property(fc.integer({ min: at1900, max: at2200 }), walks, (time, walk) => {
        let ours = DateTime.fromMillis(time);
        let theirs = real.DateTime.fromMillis(time, { zone: "UTC" });
        for (const step of walk) [ours, theirs] = [step(ours), step(theirs)];

        expect(parts(ours)).toEqual(parts(theirs));
      }),
      { numRuns: 1000 },
    );
  });

  it("knows that a time which is none is not valid", () => {
    expect(DateTime.fromJSDate(new Date(Number.NaN)).isValid).toBe(false);
  });

  it("gives the bundled walker the same answers as the whole library, and no zones or locales to carry", async () => {
    const lean = await bundled();
    const answers = (walk: WallClockWalker, from: number): number[] => {
      const found: number[] = [];
      let last = from;
      for (const direction of [1, 1, 1, -1, -1, -1] as const) {
        last = walk(last, direction);
        found.push(last);
      }
      return found;
    };

    expect(lean.code.length).toBeLessThan(30_000);
    expect(lean.code).not.toMatch(/Intl|@weekdays|require\(.fs/);
    fc.assert(
      fc.property(lists, fc.integer({ min: at1900 / 1000, max: at2200 / 1000 }), (fields, from) => {
        expect(answers(lean.wallClockWalker(fields), from)).toEqual(answers(wallClockWalker(fields), from));
      }),
      { numRuns: 150 },
    );
  });
});

describe("the fields of cron-parser that a build carries", () => {
  const isRefused = (attempt: () => unknown): boolean => {
    try {
      attempt();
      return false;
    } catch {
      return true;
    }
  };

  const fieldsOf = (day: number, month: number) => ({
    second: new CronSecond([0]),
    minute: new CronMinute([0]),
    hour: new CronHour([0]),
    dayOfMonth: new CronDayOfMonth([day as DayOfMonthRange]),
    month: new CronMonth([month as MonthRange]),
    dayOfWeek: new CronDayOfWeek([0, 1, 2, 3, 4, 5, 6, 7]),
  });

  it("are those that were given", () => {
    const fields = fieldsOf(1, 1);

    expect({ ...new PlainFields(fields) }).toEqual(fields);
  });

  it("judge nothing, since what the library's own refuse is refused before they are made", () => {
    const refused: string[] = [];
    for (let month = 1; month <= 12; month++) {
      for (let day = 1; day <= 31; day++) {
        const theirs = isRefused(() => new CronFieldCollection(fieldsOf(day, month)));
        const ours = isRefused(() => compileCron(`1 2 ${day} ${month} *`, "or", ""));

        expect(ours, `day ${day} of month ${month}`).toBe(theirs);
        if (theirs) refused.push(`${month}-${day}`);
      }
    }

    expect(refused).toEqual(["2-30", "2-31", "4-31", "6-31", "9-31", "11-31"]);
  });
});
