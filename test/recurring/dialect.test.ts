import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidScheduleError } from "../../src/errors/schedule-errors.ts";
import { Cron } from "../../src/recurring/cron.ts";
import { fnv1a } from "../../src/recurring/fnv1a.ts";
import { nextOccurrence, parseSchedule, resolvedCron, type Schedule } from "../../src/recurring/schedule.ts";
import { at, days, runs, schedule } from "./support.ts";

const NEW_YEAR = "2025-12-31T23:59:59Z";
const resolved = (cron: string, id = "job", seed = "here"): string =>
  resolvedCron(parseSchedule(cron, { id, seed, now: 0 }) as Schedule & { kind: "cron" });

describe("an expression", () => {
  it("has five fields, or six with seconds first", () => {
    expect(runs("30 9 * * *", "UTC", NEW_YEAR, 1)).toEqual(["2026-01-01T09:30Z"]);
    expect(runs("15 30 9 * * *", "UTC", NEW_YEAR, 2)).toEqual([
      "2026-01-01T09:30:15.000Z",
      "2026-01-02T09:30:15.000Z",
    ]);
  });

  it.each([
    ["@every_second", ["2026-01-01T00:00Z", "2026-01-01T00:00:01.000Z"]],
    ["@every_minute", ["2026-01-01T00:00Z", "2026-01-01T00:01Z"]],
    ["@hourly", ["2026-01-01T00:00Z", "2026-01-01T01:00Z"]],
    ["@daily", ["2026-01-01T00:00Z", "2026-01-02T00:00Z"]],
    ["@midnight", ["2026-01-01T00:00Z", "2026-01-02T00:00Z"]],
    [" @Weekly\t", ["2026-01-04T00:00Z", "2026-01-11T00:00Z"]],
    ["@MONTHLY", ["2026-01-01T00:00Z", "2026-02-01T00:00Z"]],
    ["@yearly", ["2026-01-01T00:00Z", "2027-01-01T00:00Z"]],
    ["@annually", ["2026-01-01T00:00Z", "2027-01-01T00:00Z"]],
  ])("may be the macro %s, in any case", (macro, expected) => {
    expect(runs(macro, "UTC", NEW_YEAR, 2)).toEqual(expected);
  });

  it.each([
    ["? ? ? ? ?", "* * * * *"],
    ["0\t0  1,15 * *", "0 0 1,15 * *"],
    ["0 0 * JAN,dec Mon-FRI", "0 0 * 1,12 1-5"],
    ["0 0 * * 7", "0 0 * * 0"],
    ["0 0 * * 0,7", "0 0 * * 0,0"],
    ["0 0 9 * * *", "0 9 * * *"],
    ["*/1 * * * *", "* * * * *"],
    ["0 0 l-3w * *", "0 0 L-3W * *"],
    ["0 0 * * fril", "0 0 * * 5L"],
    ["0 0 * * sun#5", "0 0 * * 0#5"],
    ["@daily", "0 0 * * *"],
  ])("reads %j as %j", (text, same) => {
    expect(resolved(text)).toBe(same);
    expect(resolved(same)).toBe(same);
  });
});

describe("a field", () => {
  const hours = (field: string): number[] =>
    runs(`0 ${field} * * *`, "UTC", NEW_YEAR, 24)
      .filter((time) => time < "2026-01-02")
      .map((time) => Number(time.slice(11, 13)));

  it.each([
    ["22-2", [0, 1, 2, 22, 23]],
    ["22-3/2", [0, 2, 22]],
    ["5-5", [5]],
    ["20/2", [20, 22]],
    ["*/7", [0, 7, 14, 21]],
    ["1,3,1-2,3", [1, 2, 3]],
    ["08,9", [8, 9]],
    ["0-6/3,12", [0, 3, 6, 12]],
  ])("takes the hours %s", (field, expected) => {
    expect(hours(field)).toEqual(expected);
  });

  it.each([
    ["FRI-MON", ["01-02", "01-03", "01-04", "01-05", "01-09"]],
    ["FRI-7", ["01-02", "01-03", "01-04", "01-09", "01-10"]],
    ["7-1", ["01-04", "01-05", "01-11", "01-12", "01-18"]],
    ["6-1/2", ["01-03", "01-05", "01-10", "01-12", "01-17"]],
    ["1/2", ["01-02", "01-04", "01-05", "01-07", "01-09"]],
    ["*/3", ["01-03", "01-04", "01-07", "01-10", "01-11"]],
  ])("takes the weekdays %s", (field, expected) => {
    expect(days(`0 0 * * ${field}`, NEW_YEAR, 5).map((day) => day.slice(5))).toEqual(expected);
  });

  it("wraps months and days of the month", () => {
    expect(days("0 0 1 NOV-FEB *", NEW_YEAR, 5)).toEqual([
      "2026-01-01",
      "2026-02-01",
      "2026-11-01",
      "2026-12-01",
      "2027-01-01",
    ]);
    expect(days("0 0 30-2 * *", NEW_YEAR, 6)).toEqual([
      "2026-01-01",
      "2026-01-02",
      "2026-01-30",
      "2026-01-31",
      "2026-02-01",
      "2026-02-02",
    ]);
  });

  it.each([
    ["L * *", ["2026-01-31", "2026-02-28", "2026-03-31"]],
    ["L 2 *", ["2026-02-28", "2027-02-28", "2028-02-29"]],
    ["L-3 * *", ["2026-01-28", "2026-02-25", "2026-03-28"]],
    // Months of fewer than 31 days have no such day.
    ["L-30 * *", ["2026-01-01", "2026-03-01", "2026-05-01"]],
    ["LW * *", ["2026-01-30", "2026-02-27", "2026-03-31"]],
    ["L-2W 1,5 *", ["2026-01-29", "2026-05-29", "2027-01-29"]],
    // A Saturday the 1st moves to Monday the 3rd, a Sunday the 31st to Friday the 29th: never out of the month.
    ["1W 8 *", ["2026-08-03", "2027-08-02", "2028-08-01"]],
    ["31W 5 *", ["2026-05-29", "2027-05-31", "2028-05-31"]],
    ["15W * *", ["2026-01-15", "2026-02-16", "2026-03-16"]],
    ["30W 2,3 *", ["2026-03-30", "2027-03-30", "2028-03-30"]],
    ["* * 5L", ["2026-01-30", "2026-02-27", "2026-03-27"]],
    ["* * MON#2", ["2026-01-12", "2026-02-09", "2026-03-09"]],
    ["* * 7#5", ["2026-03-29", "2026-05-31", "2026-08-30"]],
  ])("finds the days of %s", (day, expected) => {
    expect(days(`0 0 ${day}`, NEW_YEAR, 3)).toEqual(expected);
  });
});

describe("both day fields", () => {
  it("need one of them to match, as in crontab", () => {
    expect(days("0 0 13 * FRI", NEW_YEAR, 5)).toEqual([
      "2026-01-02",
      "2026-01-09",
      "2026-01-13",
      "2026-01-16",
      "2026-01-23",
    ]);
  });

  it("need both to match with dayMatch 'and', as in Hangfire", () => {
    expect(days("0 0 13 * FRI", NEW_YEAR, 3, "and")).toEqual(["2026-02-13", "2026-03-13", "2026-11-13"]);
    expect(days("0 0 29 2 MON", NEW_YEAR, 1, "and")).toEqual(["2044-02-29"]);
  });

  it("count as unrestricted where they begin with a star, as in crontab", () => {
    expect(days("0 0 */10 * MON", NEW_YEAR, 3)).toEqual(["2026-05-11", "2026-06-01", "2026-08-31"]);
    expect(days("0 0 1-7 * */7", NEW_YEAR, 3)).toEqual(["2026-01-04", "2026-02-01", "2026-03-01"]);
  });

  it("join special days as well", () => {
    expect(days("0 0 L * 1#1", NEW_YEAR, 4)).toEqual([
      "2026-01-05",
      "2026-01-31",
      "2026-02-02",
      "2026-02-28",
    ]);
  });
});

describe("H", () => {
  it("hashes with the published FNV-1a", () => {
    expect([fnv1a(""), fnv1a("a"), fnv1a("foobar")]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });

  it("is the same for the same job and installation, and differs between them", () => {
    expect(resolved("H H * * *")).toBe(resolved("h h * * *"));
    expect(
      new Set(Array.from({ length: 50 }, (_, i) => resolved("H H * * *", `job-${i}`))).size,
    ).toBeGreaterThan(40);
    expect(
      new Set(Array.from({ length: 50 }, (_, i) => resolved("H H * * *", "job", `seed-${i}`))).size,
    ).toBeGreaterThan(40);
  });

  it("stays within its field, and within the days every month has", () => {
    for (let i = 0; i < 500; i++) {
      const [minute, hour, day, month, weekday] = resolved("H H H H H", `job-${i}`).split(" ").map(Number);

      expect(minute! < 60 && hour! < 24 && month! >= 1 && month! <= 12 && weekday! <= 6).toBe(true);
      expect(day! >= 1 && day! <= 28).toBe(true);
    }
  });

  it("spreads the start of a step and nothing else", () => {
    for (let i = 0; i < 100; i++) {
      const text = resolved("H/15 * * * *", `job-${i}`);
      expect(text).toMatch(/^(\d|1[0-4])-59\/15 /);
    }
    expect(runs("H/30 * * * *", "UTC", NEW_YEAR, 24)).toHaveLength(24);
  });

  it("leaves the macros where they are", () => {
    expect(resolved("@daily")).toBe("0 0 * * *");
  });

  it("keeps a seed only where it matters", () => {
    expect(parseSchedule("H * * * *", { id: "a", seed: "s", now: 0 })).toMatchObject({ seed: "s/a" });
    expect(parseSchedule("0 * * * *", { id: "a", seed: "s", now: 0 })).toMatchObject({ seed: "" });
  });
});

describe("what can't be read", () => {
  it.each([
    ["", "cron", ""],
    ["* * * *", "cron", "* * * *"],
    ["* * * * * * *", "cron", "* * * * * * *"],
    ["@dayly", "macro", "@dayly"],
    ["@reboot", "macro", "@reboot"],
    ["@toString", "macro", "@toString"],
    ["60 * * * *", "minute", "60"],
    ["60 * * * * *", "second", "60"],
    ["* 24 * * *", "hour", "24"],
    ["* * 0 * *", "day of month", "0"],
    ["* * 32 * *", "day of month", "32"],
    ["* * * 0 *", "month", "0"],
    ["* * * 13 *", "month", "13"],
    ["* * * * 8", "day of week", "8"],
    ["*/0 * * * *", "minute", "*/0"],
    ["*/60 * * * *", "minute", "*/60"],
    ["* */24 * * *", "hour", "*/24"],
    ["H/60 * * * *", "minute", "H/60"],
    ["1- * * * *", "minute", "1-"],
    ["-1 * * * *", "minute", "-1"],
    ["1,,2 * * * *", "minute", "1,,2"],
    [", * * * *", "minute", ","],
    ["*,5 * * * *", "minute", "*,5"],
    ["5,* * * * *", "minute", "5,*"],
    ["5-* * * * *", "minute", "5-*"],
    ["** * * * *", "minute", "**"],
    ["1/2/3 * * * *", "minute", "1/2/3"],
    ["1-2-3 * * * *", "minute", "1-2-3"],
    ["001 * * * *", "minute", "001"],
    ["1.5 * * * *", "minute", "1.5"],
    ["١ * * * *", "minute", "١"],
    ["* * * JANUARY *", "month", "JANUARY"],
    ["* * * MON *", "month", "MON"],
    ["* * * * FEB", "day of week", "FEB"],
    ["JAN * * * *", "minute", "JAN"],
    ["* * L,15 * *", "day of month", "L,15"],
    ["* * 15W,16 * *", "day of month", "15W,16"],
    ["* * 32W * *", "day of month", "32W"],
    ["* * L-31 * *", "day of month", "L-31"],
    ["* * WL * *", "day of month", "WL"],
    ["* L * * *", "hour", "L"],
    ["* * * * L", "day of week", "L"],
    ["* * * * 1#0", "day of week", "1#0"],
    ["* * * * 1#6", "day of week", "1#6"],
    ["* * * * 8L", "day of week", "8L"],
    ["* * * * 1#1,2#1", "day of week", "1#1,2#1"],
    ["* * * *\n*", "cron", "* * * *\n*"],
  ])("%j is refused, naming the field %s and its text", (cron, field, text) => {
    const parse = () => schedule(cron);

    expect(parse).toThrow(InvalidScheduleError);
    expect(parse).toThrow(
      expect.objectContaining({ details: { field, text, expected: expect.any(String) } }),
    );
  });

  it("says in the message where, what, and what is allowed", () => {
    expect(() => schedule("0 25 * * *")).toThrow("hour of '0 25 * * *' is '25'; expected 0 to 23");
    expect(() => schedule("@dayly")).toThrow("did you mean @daily?");
    expect(() => schedule("5-70/2 * * * *")).toThrow(
      "minute of '5-70/2 * * * *' is '5-70/2'; expected 0 to 59",
    );
  });

  it.each([null, undefined, 5, [], {}, { each: 5 }])("%j is no schedule", (input) => {
    expect(() => schedule(input as unknown as string)).toThrow(InvalidScheduleError);
  });

  it("never gets past the parser as something else: any text is read or refused by our own error", () => {
    const alphabet = [..."0123456789*/-,?LWH#@ \t", "MON", "JAN", "é"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 20 }), (parts) => {
        try {
          nextOccurrence(schedule(parts.join("")), 0);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidScheduleError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("an expression that never matches", () => {
  it.each(["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 30W 2 *", "0 0 L-30 4 *", "* * * 31 2 ?"])(
    "%s is refused",
    (cron) => {
      expect(() => schedule(cron)).toThrow("never matches");
    },
  );

  it("is refused only where both days must match and never do", () => {
    expect(() => schedule("0 0 8-31 * 0#1", "UTC", "and")).toThrow("never matches");
    expect(days("0 0 31 2 MON", NEW_YEAR, 1)).toEqual(["2026-02-02"]);
  });

  it("is allowed as Cron.never(), and then has no occurrence in either direction", () => {
    const never = schedule(Cron.never());

    expect(nextOccurrence(never, at(NEW_YEAR))).toBeNull();
  });

  it("is found out in no noticeable time, hundreds of them within one test", () => {
    for (let minute = 0; minute < 60; minute++) {
      for (let hour = 0; hour < 10; hour++) {
        expect(() => schedule(`${minute} ${hour} 30 2 *`)).toThrow(InvalidScheduleError);
      }
    }
  });
});
