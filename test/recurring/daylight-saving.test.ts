import { describe, expect, it } from "vitest";
import {
  nextOccurrences,
  occurrencesBetween,
  parseSchedule,
  previousOccurrence,
} from "../../src/recurring/schedule.ts";
import { clockChanges, type NaiveCron, naiveCron, naiveRuns, walls } from "./naive.ts";
import { at, DAY, iso, runs, schedule } from "./support.ts";

/** Zone, an instant to search after, expression, runs. The comment says what the wall clock does. */
const TABLE: [zone: string, after: string, cron: string, expected: string[]][] = [
  // 02:00 becomes 03:00 at 07:00Z.
  ["America/New_York", "2025-03-09T06:00Z", "30 2 * * *", ["2025-03-09T07:00Z", "2025-03-10T06:30Z"]],
  ["America/New_York", "2025-03-09T06:00Z", "*/15 2 * * *", ["2025-03-09T07:00Z", "2025-03-10T06:00Z"]],
  ["America/New_York", "2025-03-09T06:00Z", "0,30 2 * * *", ["2025-03-09T07:00Z", "2025-03-10T06:00Z"]],
  [
    "America/New_York",
    "2025-03-09T06:30Z",
    "*/15 * * * *",
    ["2025-03-09T06:45Z", "2025-03-09T07:00Z", "2025-03-09T07:15Z"],
  ],
  [
    "America/New_York",
    "2025-03-09T06:00Z",
    "30 * * * *",
    ["2025-03-09T06:30Z", "2025-03-09T07:00Z", "2025-03-09T07:30Z"],
  ],
  [
    "America/New_York",
    "2025-03-09T04:30Z",
    "0 */2 * * *",
    ["2025-03-09T05:00Z", "2025-03-09T07:00Z", "2025-03-09T08:00Z"],
  ],
  [
    "America/New_York",
    "2025-03-09T06:00Z",
    "30 2,3 * * *",
    ["2025-03-09T07:00Z", "2025-03-09T07:30Z", "2025-03-10T06:30Z"],
  ],
  ["America/New_York", "2025-03-09T06:00Z", "0 2,3 * * *", ["2025-03-09T07:00Z", "2025-03-10T06:00Z"]],
  [
    "America/New_York",
    "2025-03-09T06:59:58Z",
    "59 59 2 * * *",
    ["2025-03-09T07:00Z", "2025-03-10T06:59:59.000Z"],
  ],
  // 02:00 becomes 01:00 again at 06:00Z.
  ["America/New_York", "2025-11-02T04:30Z", "30 1 * * *", ["2025-11-02T05:30Z", "2025-11-03T06:30Z"]],
  [
    "America/New_York",
    "2025-11-02T04:30Z",
    "0,30 1 * * *",
    ["2025-11-02T05:00Z", "2025-11-02T05:30Z", "2025-11-03T06:00Z"],
  ],
  [
    "America/New_York",
    "2025-11-02T05:00Z",
    "30 1-9 * * *",
    ["2025-11-02T05:30Z", "2025-11-02T06:30Z", "2025-11-02T07:30Z"],
  ],
  [
    "America/New_York",
    "2025-11-02T04:30Z",
    "*/30 1 * * *",
    ["2025-11-02T05:00Z", "2025-11-02T05:30Z", "2025-11-02T06:00Z", "2025-11-02T06:30Z", "2025-11-03T06:00Z"],
  ],
  ["America/New_York", "2025-11-02T04:30Z", "0 2 * * *", ["2025-11-02T07:00Z"]],
  // A search that starts in the second pass finds no fixed time of the repeated hour.
  ["America/New_York", "2025-11-02T06:10Z", "30 1 * * *", ["2025-11-03T06:30Z"]],
  ["America/New_York", "2025-11-02T06:10Z", "*/30 1 * * *", ["2025-11-02T06:30Z", "2025-11-03T06:00Z"]],
  // Half an hour: 02:00 becomes 01:30 at 15:00Z, and in October 02:30.
  ["Australia/Lord_Howe", "2026-04-04T13:00Z", "0 1 * * *", ["2026-04-04T14:00Z", "2026-04-05T14:30Z"]],
  ["Australia/Lord_Howe", "2026-04-04T13:00Z", "45 1 * * *", ["2026-04-04T14:45Z", "2026-04-05T15:15Z"]],
  [
    "Australia/Lord_Howe",
    "2026-04-04T14:30Z",
    "*/15 1 * * *",
    ["2026-04-04T14:45Z", "2026-04-04T15:00Z", "2026-04-04T15:15Z"],
  ],
  ["Australia/Lord_Howe", "2026-10-03T13:00Z", "0 2 * * *", ["2026-10-03T15:30Z", "2026-10-04T15:00Z"]],
  // 02:45 becomes 03:45.
  ["Pacific/Chatham", "2025-09-27T00:00Z", "45 2 * * *", ["2025-09-27T14:00Z", "2025-09-28T13:00Z"]],
  // 23:00 becomes 00:00 of the next date at 01:00Z.
  ["America/Nuuk", "2024-03-30T12:00Z", "0 22 * * *", ["2024-03-31T00:00Z", "2024-03-31T23:00Z"]],
  ["America/Nuuk", "2024-03-30T12:00Z", "30 23 * * *", ["2024-03-31T01:00Z", "2024-04-01T00:30Z"]],
  ["America/Nuuk", "2024-03-30T12:00Z", "0 0 * * *", ["2024-03-31T01:00Z", "2024-04-01T01:00Z"]],
  // Two hours: 03:00 becomes 01:00 at 01:00Z, and in March the other way round.
  ["Antarctica/Troll", "2025-10-25T12:00Z", "0 2 * * *", ["2025-10-26T00:00Z", "2025-10-27T02:00Z"]],
  [
    "Antarctica/Troll",
    "2025-10-25T23:30Z",
    "0 1-2 * * *",
    ["2025-10-26T00:00Z", "2025-10-26T01:00Z", "2025-10-26T02:00Z"],
  ],
  ["Antarctica/Troll", "2025-03-29T12:00Z", "30 1,2 * * *", ["2025-03-30T01:00Z", "2025-03-30T23:30Z"]],
  // Midnight doesn't exist, or comes twice.
  ["America/Havana", "2025-03-08T12:00Z", "0 0 * * *", ["2025-03-09T05:00Z", "2025-03-10T04:00Z"]],
  ["America/Havana", "2025-11-01T12:00Z", "0 0 * * *", ["2025-11-02T04:00Z", "2025-11-03T05:00Z"]],
  ["America/Santiago", "2025-09-06T12:00Z", "0 0 * * *", ["2025-09-07T04:00Z", "2025-09-08T03:00Z"]],
  ["America/Santiago", "2025-04-05T12:00Z", "30 23 * * *", ["2025-04-06T02:30Z", "2025-04-07T03:30Z"]],
  ["Africa/Cairo", "2024-04-25T12:00Z", "15,45 0 * * *", ["2024-04-25T22:00Z", "2024-04-26T21:15Z"]],
  // 30 December 2011 didn't exist.
  [
    "Pacific/Apia",
    "2011-12-29T12:00Z",
    "0 12 * * *",
    ["2011-12-29T22:00Z", "2011-12-30T10:00Z", "2011-12-30T22:00Z"],
  ],
  ["Pacific/Apia", "2011-12-29T12:00Z", "0 0 * * *", ["2011-12-30T10:00Z", "2011-12-31T10:00Z"]],
  ["Pacific/Apia", "2011-12-29T12:00Z", "0 0 30 12 *", ["2011-12-30T10:00Z", "2012-12-29T10:00Z"]],
  // Summer time is taken back for Ramadan.
  ["Africa/Casablanca", "2025-02-22T12:00Z", "30 2 * * *", ["2025-02-23T01:30Z", "2025-02-24T02:30Z"]],
  ["Africa/Casablanca", "2025-04-05T12:00Z", "30 2 * * *", ["2025-04-06T02:00Z", "2025-04-07T01:30Z"]],
  // Changed for good: Pyongyang by half an hour, Volgograd by one, Istanbul by staying on summer time.
  ["Asia/Pyongyang", "2018-05-04T00:00Z", "45 23 * * *", ["2018-05-04T15:00Z", "2018-05-05T14:45Z"]],
  ["Europe/Volgograd", "2020-12-26T12:00Z", "30 1 * * *", ["2020-12-26T21:30Z", "2020-12-27T22:30Z"]],
  ["Europe/Istanbul", "2016-10-29T12:00Z", "30 3 * * *", ["2016-10-30T00:30Z", "2016-10-31T00:30Z"]],
];

describe("at a clock change", () => {
  it.each(TABLE)("in %s after %s, %s runs at %j", (zone, after, cron, expected) => {
    expect(runs(cron, zone, after, expected.length)).toEqual(expected);
  });

  it.each(TABLE)("in %s after %s, %s has the same runs backwards", (zone, _after, cron, expected) => {
    const back: string[] = [];
    for (
      let time: number | null = at(expected.at(-1)!) + 1;
      time !== null && back.length < expected.length;
    ) {
      time = previousOccurrence(schedule(cron, zone), time);
      back.unshift(iso(time));
    }

    expect(back).toEqual(expected);
  });

  it("does not lose the run at a gap's end when looking back, in London", () => {
    expect(iso(previousOccurrence(schedule("0 1 * * 0", "Europe/London"), at("2025-03-31T00:00Z")))).toBe(
      "2025-03-30T01:00Z",
    );
  });
});

const ZONES = [
  "America/New_York",
  "Europe/London",
  "Europe/Berlin",
  "Europe/Istanbul",
  "Europe/Volgograd",
  "Asia/Tehran",
  "Asia/Gaza",
  "Asia/Amman",
  "Asia/Pyongyang",
  "Africa/Cairo",
  "Africa/Casablanca",
  "America/Sao_Paulo",
  "America/Santiago",
  "America/Asuncion",
  "America/Havana",
  "America/Nuuk",
  "America/Caracas",
  "America/St_Johns",
  "Antarctica/Troll",
  "Antarctica/Casey",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Pacific/Fiji",
];
/** `CRON_ORACLE=full` judges every clock change of every zone from 2010 to 2026; otherwise every 23rd. */
const STRIDE = process.env["CRON_ORACLE"] === "full" ? 1 : 23;

const everyDay = { text: "* * *", test: () => true };
const weekdays = { text: "* * 1-5", test: (date: Date) => date.getUTCDay() >= 1 && date.getUTCDay() <= 5 };
const lastDay = { text: "L * *", test: (date: Date) => new Date(date.getTime() + DAY).getUTCDate() === 1 };
const sundayOrOdd = {
  text: "1-31/2 * SUN",
  test: (date: Date) => date.getUTCDay() === 0 || date.getUTCDate() % 2 === 1,
};

/** Daily jobs at every quarter of an hour that clock changes touch, and intervals of every sort. */
const CRONS: NaiveCron[] = [
  ...["22", "23", "0", "1", "2", "3", "4"].flatMap((hour) =>
    ["0", "15", "30", "45", "59"].map((minute) => naiveCron(minute, hour, everyDay)),
  ),
  naiveCron("0,30", "1,2", everyDay),
  naiveCron("0,20,40", "0,23", everyDay),
  naiveCron("*/15", "*", everyDay),
  naiveCron("7", "*", everyDay),
  naiveCron("30", "0-3", everyDay),
  naiveCron("*/30", "2", everyDay),
  naiveCron("0", "*/2", everyDay),
  naiveCron("10-50/20", "1,23", weekdays),
  naiveCron("30", "2", weekdays),
  naiveCron("0", "0", lastDay),
  naiveCron("*", "23", sundayOrOdd),
  naiveCron("1", "0", sundayOrOdd),
];

describe("the days around clock changes, judged minute by minute", () => {
  it.each(ZONES)("%s runs as the rules say, forwards, backwards and counted", (zone) => {
    const changes = clockChanges(zone, at("2010-01-01T00:00Z"), at("2027-01-01T00:00Z"));
    const offset = zone.length % STRIDE;

    expect(changes.length).toBeGreaterThan(0);
    for (const change of changes.filter((_, i) => i % STRIDE === offset % Math.min(STRIDE, changes.length))) {
      const minutes = walls(zone, change - 3 * DAY, change + 2 * DAY);
      const [from, to] = [change - DAY, change + 2 * DAY];
      for (const cron of CRONS) {
        const expected = naiveRuns(cron, minutes).filter((time) => time > from);
        const given = parseSchedule(cron.text, { id: "job", timeZone: zone, now: 0 });
        const label = `${zone} ${cron.text} around ${iso(change)}`;

        expect(nextOccurrences(given, from, expected.length).map(iso), label).toEqual(expected.map(iso));
        expect(occurrencesBetween(given, from, to - 1, 500), label).toEqual({
          times: expected.slice(-500),
          more: Math.max(0, expected.length - 500),
        });
        // Everything but the latest is counted, not listed.
        expect(occurrencesBetween(given, from, to - 1, 1).more, label).toBe(Math.max(0, expected.length - 1));
      }
    }
  });
});
