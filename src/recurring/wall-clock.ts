import {
  CronDayOfMonth,
  CronDayOfWeek,
  CronExpression,
  CronFieldCollection,
  CronHour,
  CronMinute,
  CronMonth,
  CronSecond,
  type DayOfMonthRange,
  type HourRange,
  type MonthRange,
  type SixtyRange,
} from "cron-parser";

/** The fields of an expression as plain sorted lists. */
export interface WallClockLists {
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  days: readonly number[];
  months: readonly number[];
}

/** Seconds since 1970 on a clock without zone; strictly after `from`, or strictly before it when `direction` is -1. */
export type WallClockWalker = (from: number, direction: 1 | -1) => number;

const EVERY_WEEKDAY = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/**
 * The only door to `cron-parser`: finds the next (or previous) wall-clock second whose fields are all in the lists.
 *
 * The library is asked in UTC alone and only for plain lists. That is where it is right: its own grammar, its joining of
 * the day fields and its clock changes differ from our rules, so those are decided before and after it. The lists
 * must have a match: where there is none it throws.
 */
export function wallClockWalker(lists: WallClockLists): WallClockWalker {
  const expression = CronExpression.fieldsToExpression(
    // The library's types list every number a field may hold; our compiler has seen to it that ours are among them.
    new CronFieldCollection({
      second: new CronSecond([...lists.seconds] as SixtyRange[]),
      minute: new CronMinute([...lists.minutes] as SixtyRange[]),
      hour: new CronHour([...lists.hours] as HourRange[]),
      dayOfMonth: new CronDayOfMonth([...lists.days] as DayOfMonthRange[]),
      month: new CronMonth([...lists.months] as MonthRange[]),
      dayOfWeek: new CronDayOfWeek([...EVERY_WEEKDAY]),
    }),
    // A start is given so that the library doesn't ask the clock.
    { tz: "UTC", currentDate: new Date(0) },
  );
  return (from, direction) => {
    expression.reset(new Date(from * 1000));
    const found = direction === 1 ? expression.next() : expression.prev();
    return found.getTime() / 1000;
  };
}
