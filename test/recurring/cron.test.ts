import { describe, expect, it } from "vitest";
import { InvalidScheduleError } from "../../src/errors/schedule-errors.ts";
import { Cron } from "../../src/recurring/cron.ts";
import { parseSchedule } from "../../src/recurring/schedule.ts";
import { runs } from "./support.ts";

describe("Cron", () => {
  it.each([
    [Cron.minutely(), "* * * * *"],
    [Cron.hourly(), "0 * * * *"],
    [Cron.hourly(15), "15 * * * *"],
    [Cron.daily(), "0 0 * * *"],
    [Cron.daily(9, 30), "30 9 * * *"],
    [Cron.weekly(), "0 0 * * 1"],
    [Cron.weekly(7, 8, 5), "5 8 * * 0"],
    [Cron.weekly("friday", 17), "0 17 * * 5"],
    [Cron.weekly("Sun"), "0 0 * * 0"],
    [Cron.monthly(), "0 0 1 * *"],
    [Cron.monthly(31, 23, 59), "59 23 31 * *"],
    [Cron.yearly(), "0 0 1 1 *"],
    [Cron.yearly(2, 29, 6), "0 6 29 2 *"],
    [Cron.never(), "0 0 31 2 *"],
    [Cron.minuteInterval(5), "*/5 * * * *"],
    [Cron.hourInterval(6), "0 */6 * * *"],
    [Cron.dayInterval(3), "0 0 */3 * *"],
    [Cron.monthInterval(2), "0 0 1 */2 *"],
  ])("writes %s", (text, expected) => {
    expect(text).toBe(expected);
  });

  it("begins a week on Monday, unlike the macro @weekly", () => {
    expect(runs(Cron.weekly(), "UTC", "2026-01-01T00:00Z", 1)).toEqual(["2026-01-05T00:00Z"]);
    expect(runs("@weekly", "UTC", "2026-01-01T00:00Z", 1)).toEqual(["2026-01-04T00:00Z"]);
  });

  it.each([
    ["minute", () => Cron.hourly(60)],
    ["minute", () => Cron.daily(0, -1)],
    ["hour", () => Cron.daily(24)],
    ["hour", () => Cron.daily(1.5)],
    ["hour", () => Cron.daily(Number.NaN)],
    ["day of week", () => Cron.weekly(8)],
    ["day of week", () => Cron.weekly("noday")],
    ["day of month", () => Cron.monthly(0)],
    ["day of month", () => Cron.monthly(32)],
    ["month", () => Cron.yearly(13)],
    ["day of month", () => Cron.yearly(4, 31)],
    ["day of month", () => Cron.yearly(2, 30)],
    ["minute", () => Cron.minuteInterval(60)],
    ["hour", () => Cron.hourInterval(24)],
    ["day of month", () => Cron.dayInterval(0)],
    ["month", () => Cron.monthInterval(13)],
  ])("refuses a %s out of range", (field, write) => {
    expect(write).toThrow(InvalidScheduleError);
    expect(write).toThrow(expect.objectContaining({ details: expect.objectContaining({ field }) }));
  });

  it("writes nothing that the parser refuses", () => {
    const texts = [
      Cron.minutely(),
      Cron.hourly(59),
      Cron.daily(23, 59),
      Cron.weekly(0),
      Cron.monthly(31),
      Cron.yearly(12, 31),
    ];
    for (let n = 1; n <= 12; n++)
      texts.push(Cron.minuteInterval(n), Cron.hourInterval(n), Cron.dayInterval(n), Cron.monthInterval(n));

    for (const text of [...texts, Cron.never()])
      expect(() => parseSchedule(text, { id: "a", now: 0 })).not.toThrow();
  });
});
