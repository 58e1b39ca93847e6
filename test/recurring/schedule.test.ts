import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { InvalidScheduleError } from "../../src/errors/schedule-errors.ts";
import { Cron } from "../../src/recurring/cron.ts";
import {
  nextOccurrence,
  nextOccurrences,
  occurrencesBetween,
  parseSchedule,
  previousOccurrence,
  resolvedCron,
  type Schedule,
  sameSchedule,
} from "../../src/recurring/schedule.ts";
import { matches, type NaiveCron, naiveCron, naiveRuns, walls } from "./naive.ts";
import { at, DAY, HOUR, iso, MINUTE, runs, schedule } from "./support.ts";

const NOW = at("2026-01-01T00:00Z");
const every = (duration: number | string, anchor?: string): Schedule =>
  parseSchedule(anchor === undefined ? { every: duration } : { every: duration, anchor }, {
    id: "a",
    now: NOW,
  });

describe("{ every }", () => {
  it("counts from the moment it was defined, in elapsed time", () => {
    expect(nextOccurrences(every("90m"), NOW, 2).map(iso)).toEqual([
      "2026-01-01T01:30Z",
      "2026-01-01T03:00Z",
    ]);
  });

  it("keeps its grid whenever it is asked, before the anchor too", () => {
    const daily = every("1d", "2026-06-01T09:00:00Z");

    expect(iso(nextOccurrence(daily, at("2026-01-01T09:00Z")))).toBe("2026-01-02T09:00Z");
    expect(iso(nextOccurrence(daily, at("2027-01-01T08:59Z")))).toBe("2027-01-01T09:00Z");
    expect(iso(previousOccurrence(daily, at("2027-01-01T09:00Z")))).toBe("2026-12-31T09:00Z");
  });

  it("lists the latest of a stretch and counts the others", () => {
    expect(occurrencesBetween(every("1s"), NOW, NOW + 365 * DAY, 2)).toEqual({
      times: [NOW + 365 * DAY - 1000, NOW + 365 * DAY],
      more: 365 * 86_400 - 2,
    });
  });

  it.each([
    [{ every: "0s" }, "every"],
    [{ every: 999 }, "every"],
    [{ every: "soon" }, "every"],
    [{ every: "1h", ancor: NOW }, "ancor"],
    [{ every: -1 }, "every"],
    [{ every: Number.POSITIVE_INFINITY }, "every"],
    [{ every: "40000d" }, "every"],
    [{ every: "1d", anchor: "monday" }, "anchor"],
  ])("refuses %j, naming %s", (input, field) => {
    const parse = () => parseSchedule(input, { id: "a", now: 0 });

    expect(parse).toThrow(InvalidScheduleError);
    expect(parse).toThrow(expect.objectContaining({ details: expect.objectContaining({ field }) }));
  });
});

describe("a time zone", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is UTC by default", () => {
    expect(parseSchedule("0 9 * * *", { id: "a", now: 0 })).toMatchObject({ timeZone: "UTC" });
  });

  it.each(["Mars/Olympus", "", "+03:00", "-0500", "Turkey Standard Time", "utc+3", 5])(
    "%j is refused",
    (zone) => {
      const parse = () => parseSchedule("0 9 * * *", { id: "a", timeZone: zone as string, now: 0 });

      expect(parse).toThrow(InvalidScheduleError);
      expect(parse).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ field: "timeZone" }) }),
      );
    },
  );

  it.each([
    "US/Eastern",
    "america/new_york",
    "Asia/Calcutta",
    "Asia/Kolkata",
    "Europe/Kyiv",
    "Etc/GMT+3",
    "utc",
  ])("%s is known", (zone) => {
    expect(() => parseSchedule("0 9 * * *", { id: "a", timeZone: zone, now: 0 })).not.toThrow();
  });

  it("'device' follows the device as it travels", () => {
    const given = schedule("0 9 * * *", "device");
    vi.stubEnv("TZ", "Asia/Tokyo");
    const inTokyo = iso(nextOccurrence(given, NOW));
    vi.stubEnv("TZ", "America/New_York");
    const inNewYork = iso(nextOccurrence(given, NOW));

    expect([inTokyo, inNewYork]).toEqual(["2026-01-02T00:00Z", "2026-01-01T14:00Z"]);
  });

  it("that this device doesn't know fails when it is evaluated, with the same error", () => {
    const stored: Schedule = {
      kind: "cron",
      cron: "0 9 * * *",
      timeZone: "Mars/Olympus",
      dayMatch: "or",
      seed: "",
    };

    expect(() => nextOccurrence(stored, NOW)).toThrow(InvalidScheduleError);
  });
});

describe("the next occurrence", () => {
  it("is strictly after the instant, and fractions of a second count", () => {
    const noon = schedule("0 12 * * *");

    expect(iso(nextOccurrence(noon, at("2026-01-01T12:00Z")))).toBe("2026-01-02T12:00Z");
    expect(iso(nextOccurrence(noon, at("2026-01-01T11:59:59.999Z")))).toBe("2026-01-01T12:00Z");
    expect(iso(previousOccurrence(noon, at("2026-01-01T12:00:00.001Z")))).toBe("2026-01-01T12:00Z");
    expect(iso(previousOccurrence(noon, at("2026-01-01T12:00Z")))).toBe("2025-12-31T12:00Z");
  });

  it("is found across decades and before 1970", () => {
    expect(runs("0 0 29 2 MON", "Europe/Berlin", "2026-01-01T00:00Z", 1, "and")).toEqual([
      "2044-02-28T23:00Z",
    ]);
    expect(runs("0 0 29 2 *", "UTC", "1895-01-01T00:00Z", 2)).toEqual([
      "1896-02-29T00:00Z",
      "1904-02-29T00:00Z",
    ]);
    expect(iso(previousOccurrence(schedule("0 0 29 2 *"), at("1903-01-01T00:00Z")))).toBe(
      "1896-02-29T00:00Z",
    );
  });

  it("doesn't exist for Cron.never(), in any direction", () => {
    const never = schedule(Cron.never(), "Europe/Berlin");

    expect([nextOccurrence(never, NOW), previousOccurrence(never, NOW)]).toEqual([null, null]);
    expect(nextOccurrences(never, NOW, 3)).toEqual([]);
    expect(occurrencesBetween(never, NOW - 365 * DAY, NOW, 10)).toEqual({ times: [], more: 0 });
  });
});

describe("the occurrences of a stretch", () => {
  it("begin after the first instant and end with the last", () => {
    const hourly = schedule("0 * * * *");

    expect(occurrencesBetween(hourly, NOW, NOW + 2 * HOUR, 10)).toEqual({
      times: [NOW + HOUR, NOW + 2 * HOUR],
      more: 0,
    });
    expect(occurrencesBetween(hourly, NOW + 2 * HOUR, NOW, 10)).toEqual({ times: [], more: 0 });
    expect(occurrencesBetween(hourly, NOW, NOW + 2 * HOUR, 0)).toEqual({ times: [], more: 2 });
  });

  it("of every second of a year are the latest and an exact count, at once", () => {
    const given = schedule("* * * * * *", "America/New_York");
    // Thirty million: stepping through them would take longer than a test may.
    const { times, more } = occurrencesBetween(given, NOW, NOW + 365 * DAY, 100);

    expect([times.length, times.at(-1), more]).toEqual([100, NOW + 365 * DAY, 365 * 86_400 - 100]);
  });
});

describe("two schedules are the same", () => {
  const same = (a: Schedule, b: Schedule): boolean => sameSchedule(a, b) && sameSchedule(b, a);

  it("when they read the same", () => {
    expect(same(schedule("@daily"), schedule(" 0  0 * * ?"))).toBe(true);
    expect(same(schedule("0 0 * * SUN"), schedule("0 0 * * 7"))).toBe(true);
    expect(same(schedule("0 9 * * *", "US/Eastern"), schedule("0 9 * * *", "america/new_york"))).toBe(true);
    expect(same(schedule("0 0 1 * *", "UTC", "or"), schedule("0 0 1 * *", "UTC", "and"))).toBe(true);
  });

  it("not when anything that matters differs", () => {
    expect(same(schedule("0 9 * * *"), schedule("0 10 * * *"))).toBe(false);
    expect(same(schedule("0 9 * * *"), schedule("0 9 * * *", "Europe/Berlin"))).toBe(false);
    expect(
      same(
        schedule("0 9 * * *", "device"),
        schedule("0 9 * * *", Intl.DateTimeFormat().resolvedOptions().timeZone),
      ),
    ).toBe(false);
    expect(same(schedule("0 0 1 * 1", "UTC", "or"), schedule("0 0 1 * 1", "UTC", "and"))).toBe(false);
    expect(same(schedule("0 9 * * *"), every("1d"))).toBe(false);
  });

  it("for { every } wherever it is defined again, but for another anchor that was given", () => {
    const later = parseSchedule({ every: "1d" }, { id: "a", now: NOW + HOUR });

    expect(same(every("1d"), later)).toBe(true);
    expect(same(every("1d"), every("2d"))).toBe(false);
    expect(same(every("1d"), every("1d", "2026-01-01T00:00:00Z"))).toBe(false);
    expect(same(every("1d", "2026-01-01T00:00:00Z"), every("1d", "2026-03-01T00:00:00Z"))).toBe(true);
    expect(same(every("1d", "2026-01-01T00:00:00Z"), every("1d", "2026-01-01T01:00:00Z"))).toBe(false);
  });
});

const zones = fc.constantFrom(
  "UTC",
  "America/New_York",
  "Europe/London",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "America/Nuuk",
  "Antarctica/Troll",
  "Africa/Casablanca",
  "America/Santiago",
  "Asia/Tehran",
  "Pacific/Apia",
);
const numbers = (max: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 4 })
    .map((values) => values.join(","));
const field = (max: number): fc.Arbitrary<string> =>
  fc.oneof(
    numbers(max),
    fc.constant("*"),
    fc.integer({ min: 1, max: max }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max }), fc.integer({ min: 1, max: 5 }))
      .map(([a, b, step]) => `${Math.min(a, b)}-${Math.max(a, b)}/${step}`),
  );
const dayOf = (date: Date): number => date.getUTCDate();
const weekdayOf = (date: Date): number => date.getUTCDay();
const dayFields = fc.oneof(
  fc.constant({ text: "* * *", test: () => true }),
  fc
    .integer({ min: 0, max: 6 })
    .map((day) => ({ text: `* * ${day}`, test: (date: Date) => weekdayOf(date) === day })),
  fc
    .integer({ min: 1, max: 31 })
    .map((day) => ({ text: `${day} * *`, test: (date: Date) => dayOf(date) === day })),
  fc.tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 0, max: 6 })).map(([day, week]) => ({
    text: `${day} * ${week}`,
    test: (date: Date) => dayOf(date) === day || weekdayOf(date) === week,
  })),
  fc
    .integer({ min: 1, max: 12 })
    .map((month) => ({ text: `* ${month} *`, test: (date: Date) => date.getUTCMonth() + 1 === month })),
);
const crons: fc.Arbitrary<NaiveCron> = fc
  .tuple(field(59), field(23), dayFields)
  .map(([minute, hour, day]) => naiveCron(minute, hour, day));
const instants = fc.integer({ min: at("2009-01-01T00:00Z"), max: at("2031-01-01T00:00Z") });

describe("for any expression, zone and instant", () => {
  const parse = (cron: NaiveCron, zone: string): Schedule =>
    parseSchedule(cron.text, { id: "a", timeZone: zone, now: 0 });

  it("the next is after it, the one after that later still, and looking back finds each of them", () => {
    fc.assert(
      fc.property(crons, zones, instants, (cron, zone, from) => {
        const given = parse(cron, zone);
        const times = nextOccurrences(given, from, 4);

        expect(times).toHaveLength(4);
        expect([from, ...times].every((time, i, all) => i === 0 || time > all[i - 1]!)).toBe(true);
        expect(times.slice(1).map((time) => previousOccurrence(given, time))).toEqual(times.slice(0, -1));
        expect(previousOccurrence(given, times[0]! + 1)).toBe(times[0]);
        expect(previousOccurrence(given, times[0]!)).toBeLessThanOrEqual(from);
        expect(occurrencesBetween(given, from, times[3]!, 2)).toEqual({ times: times.slice(2), more: 2 });
      }),
      { numRuns: 400 },
    );
  });

  it("nothing between it and the next runs, by the minute-stepping oracle", () => {
    fc.assert(
      fc.property(crons, zones, instants, (cron, zone, from) => {
        const given = parse(cron, zone);
        const start = Math.floor(from / MINUTE) * MINUTE;
        const minutes = walls(zone, start - 2 * DAY, start + DAY);
        const expected = naiveRuns(cron, minutes).filter((time) => time > start);

        expect(occurrencesBetween(given, start, start + DAY - 1, 2000).times).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("each occurrence shows a time of the expression on the wall, or stands at the end of a gap", () => {
    fc.assert(
      fc.property(crons, zones, instants, (cron, zone, from) => {
        const [time] = nextOccurrences(parse(cron, zone), from, 1);
        const [before, after] = walls(zone, time! - MINUTE, time! + MINUTE);

        expect(matches(cron, after!.wall) || after!.wall - before!.wall > MINUTE).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("what is printed reads as the same schedule", () => {
    fc.assert(
      fc.property(crons, zones, instants, (cron, zone, from) => {
        const given = parse(cron, zone) as Schedule & { kind: "cron" };
        const printed = parseSchedule(resolvedCron(given), { id: "b", timeZone: zone, now: 0 });

        expect(sameSchedule(given, printed)).toBe(true);
        expect(nextOccurrences(printed, from, 3)).toEqual(nextOccurrences(given, from, 3));
      }),
      { numRuns: 300 },
    );
  });
});
