import { describe, expect, test } from "vitest";
import { minutesOf, tellMinutes } from "../../src/dashboard/elements/sparks.ts";
import { Levels } from "../../src/dashboard/levels.ts";
import { en } from "../../src/dashboard/locale/en.ts";
import { createLocale } from "../../src/dashboard/locale/locale.ts";
import type { RecurringJob } from "../../src/recurring/snapshot.ts";
import { MINUTE, NOON } from "../support/make-job.ts";

const numbers = (scheduled: number, servers = 1) => ({ scheduled, servers });
const now = NOON + 59 * MINUTE;
const buckets = Array.from({ length: 60 }, (_, i) => ({
  at: NOON + i * MINUTE,
  created: i,
  succeeded: 1,
  failed: i === 7 ? 2 : 0,
  deleted: 5,
  retried: i === 7 ? 3 : 0,
}));
const definition = (startedAt: number[]): RecurringJob => ({
  id: "r",
  name: "r",
  args: undefined,
  queue: "default",
  timeZone: "UTC",
  misfire: "relaxed",
  overlap: "allow",
  paused: false,
  runCount: startedAt.length,
  runs: startedAt.map((at) => ({ plannedAt: at, startedAt: at })),
  createdAt: 0,
});
const hour = (more: { recurring?: RecurringJob[]; levels?: Levels } = {}) => ({
  buckets,
  recurring: [],
  levels: new Levels(),
  ...more,
});

describe("a level that nobody stores", () => {
  test("is known from when it was first seen, and stands as it was while it is watched", () => {
    const levels = new Levels();
    levels.note(numbers(3), NOON);
    levels.note(numbers(5), NOON + 2 * MINUTE);

    const seen = levels.over("scheduled", NOON + 4 * MINUTE);

    expect(seen.slice(0, 55)).toEqual(Array(55).fill(undefined));
    expect(seen.slice(55)).toEqual([3, 3, 5, 5, 5]);
  });

  test("is unknown for the minutes in which nobody watched", () => {
    const levels = new Levels();
    levels.note(numbers(3), NOON);
    levels.rest(NOON + MINUTE);
    levels.note(numbers(9), NOON + 4 * MINUTE);

    expect(levels.over("scheduled", NOON + 4 * MINUTE).slice(55)).toEqual([3, 3, undefined, undefined, 9]);
    expect(levels.over("servers", NOON + 4 * MINUTE).at(-1)).toBe(1);
  });

  test("stays unknown after a rest, until it is seen again", () => {
    const levels = new Levels();
    levels.note(numbers(3), NOON);
    levels.rest(NOON);
    levels.rest(NOON + MINUTE);

    expect(levels.over("scheduled", NOON + 2 * MINUTE).slice(57)).toEqual([3, undefined, undefined]);
  });

  test("is forgotten after an hour, and a clock that jumps is not walked after", () => {
    const levels = new Levels();
    levels.note(numbers(3), NOON);
    levels.note(numbers(4), NOON + 600_000 * MINUTE);

    expect(levels.over("scheduled", NOON + 600_000 * MINUTE)).toEqual([...Array(59).fill(3), 4]);
    levels.note(numbers(5), NOON);
    expect(levels.over("scheduled", NOON).at(-1)).toBe(5);
  });
});

describe("the line of a tile", () => {
  test("is what has been created, and what has ended", () => {
    expect(minutesOf("enqueued", hour(), now)).toEqual(buckets.map(({ created }) => created));
    expect(minutesOf("failed", hour(), now)[7]).toBe(2);
  });

  test("is, for what runs, how many attempts have ended, whatever way", () => {
    const ended = minutesOf("processing", hour(), now);

    expect([ended[6], ended[7]]).toEqual([1, 6]);
  });

  test("is, for schedules, their runs, from when all of them are known", () => {
    const rare = definition([NOON - 5 * MINUTE, NOON + 30_000, NOON + 50 * MINUTE]);
    expect(minutesOf("recurring", hour({ recurring: [rare] }), now)).toEqual(
      buckets.map((_, i) => (i === 0 || i === 50 ? 1 : 0)),
    );

    const busy = definition(Array.from({ length: 20 }, (_, i) => NOON + (40 + i) * MINUTE));
    const both = minutesOf("recurring", hour({ recurring: [rare, busy] }), now);
    expect(both.slice(0, 40)).toEqual(Array(40).fill(undefined));
    expect([both[40], both[50]]).toEqual([1, 2]);
  });

  test("is told in words", () => {
    const locale = createLocale(en, "en", "ltr", "UTC");
    const levels = new Levels();
    levels.note(numbers(3), now - 4 * MINUTE);
    levels.note(numbers(1200), now);

    expect(tellMinutes("enqueued", minutesOf("enqueued", hour(), now), locale)).toBe(
      "Created in the last 1h: 1,770, at most 59 a minute",
    );
    expect(tellMinutes("scheduled", minutesOf("scheduled", hour({ levels }), now), locale)).toBe(
      "As seen here for 5m: from 3 to 1,200",
    );
  });
});
