import { expect, test } from "vitest";
import { parseSchedule, type ScheduleInput } from "../../src/recurring/schedule.ts";
import { wakeInterval } from "../../src/recurring/wake-interval.ts";
import { SHORTEST_WAKE } from "../../src/time/shortest-wake.ts";

const now = Date.UTC(2027, 0, 4);
const HOUR = 3_600_000;
const declared = (input: ScheduleInput, dueAt?: number) => ({
  schedule: parseSchedule(input, { id: "x", now }),
  ...(dueAt === undefined ? {} : { dueAt }),
});

test.each<[string, ReturnType<typeof declared>[], number]>([
  ["no definition", [], SHORTEST_WAKE],
  ["an hourly one", [declared("@hourly", now)], SHORTEST_WAKE],
  ["a daily one", [declared("0 9 * * *", now)], 24 * HOUR],
  ["a weekly and a daily one", [declared("@weekly", now), declared("@daily", now)], 24 * HOUR],
  ["a weekly one, which must not leave other jobs alone for a week", [declared("@weekly", now)], 24 * HOUR],
  ["one that is not due any more", [declared("@weekly")], SHORTEST_WAKE],
])("for %s the browser is asked as often as is of use", (_, records, interval) => {
  expect(wakeInterval(records, now)).toBe(interval);
});
