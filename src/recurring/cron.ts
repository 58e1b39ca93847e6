import { daysInMonth } from "./calendar.ts";
import { invalidSchedule } from "./invalid-schedule.ts";

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** A weekday: 0 to 7, where 0 and 7 are Sunday, or its English name, whole or its first three letters, in any case. */
export type DayOfWeek = number | (typeof WEEKDAYS)[number] | (string & {});

/**
 * Cron texts by name. Called without arguments each means the first minute, hour, day or month; a week begins on
 * Monday here, as in Hangfire (the macro `@weekly` is Sunday, as in crontab).
 *
 * @example jobs.recurring.addOrUpdate("report", report, args, Cron.weekly("friday", 17))
 */
export const Cron: {
  /** Every minute. */
  minutely(): string;
  /** Every hour at a minute. */
  hourly(minute?: number): string;
  /** Every day at a time. */
  daily(hour?: number, minute?: number): string;
  /** Every week on a day (Monday by default) at a time. */
  weekly(dayOfWeek?: DayOfWeek, hour?: number, minute?: number): string;
  /** Every month on a day at a time; months without that day are skipped. */
  monthly(day?: number, hour?: number, minute?: number): string;
  /** Every year on a date at a time; 29 February runs in leap years only. */
  yearly(month?: number, day?: number, hour?: number, minute?: number): string;
  /** Never by itself, for a job that is only triggered by hand: 31 February, as in Hangfire. */
  never(): string;
  /** Every n minutes of the hour, counted from its first. */
  minuteInterval(n: number): string;
  /** Every n hours of the day, counted from midnight. */
  hourInterval(n: number): string;
  /** Every n days of the month at midnight, counted from the first. */
  dayInterval(n: number): string;
  /** The first day of every n-th month of the year, counted from January. */
  monthInterval(n: number): string;
} = {
  minutely: () => "* * * * *",
  hourly: (minute = 0) => `${within("minute", minute, 0, 59)} * * * *`,
  daily: (hour = 0, minute = 0) => `${time(hour, minute)} * * *`,
  weekly: (dayOfWeek = 1, hour = 0, minute = 0) => `${time(hour, minute)} * * ${weekday(dayOfWeek)}`,
  monthly: (day = 1, hour = 0, minute = 0) =>
    `${time(hour, minute)} ${within("day of month", day, 1, 31)} * *`,
  yearly: (month = 1, day = 1, hour = 0, minute = 0) => {
    within("month", month, 1, 12);
    // 2024 is a leap year, so 29 February passes; 30 February would be refused later with a less direct message.
    within("day of month", day, 1, daysInMonth(2024, month));
    return `${time(hour, minute)} ${day} ${month} *`;
  },
  never: () => "0 0 31 2 *",
  minuteInterval: (n) => `*/${within("minute", n, 1, 59)} * * * *`,
  hourInterval: (n) => `0 */${within("hour", n, 1, 23)} * * *`,
  dayInterval: (n) => `0 0 */${within("day of month", n, 1, 31)} * *`,
  monthInterval: (n) => `0 0 1 */${within("month", n, 1, 12)} *`,
};

function time(hour: number, minute: number): string {
  return `${within("minute", minute, 0, 59)} ${within("hour", hour, 0, 23)}`;
}

function within(field: string, value: number, first: number, last: number): number {
  if (Number.isInteger(value) && value >= first && value <= last) return value;
  throw invalidSchedule(field, value, `a whole number, ${first} to ${last}`);
}

function weekday(day: DayOfWeek): number {
  if (typeof day === "number" && Number.isInteger(day) && day >= 0 && day <= 7) return day % 7;
  const name = typeof day === "string" ? day.toLowerCase() : "";
  const found = WEEKDAYS.findIndex((known) => known === name || known.slice(0, 3) === name);
  if (found >= 0) return found;
  throw invalidSchedule("day of week", day, "0 to 7 (0 and 7 are Sunday) or a name such as 'monday'");
}
