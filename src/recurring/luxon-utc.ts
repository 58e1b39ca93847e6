import { civilDate, DAY_SECONDS, dayNumber, daysInMonth, floorDiv, floorMod, weekdayOf } from "./calendar.ts";

/*
 * What `cron-parser` calls of luxon when it is asked in UTC only, which is all we ask it. Our builds put this module in
 * luxon's place: two thirds of what cron would cost a service worker are luxon's zones, locales and parsers. Anything
 * else the library might call is missing on purpose, so that it fails loudly in the test that compares the two.
 */

type Unit = "year" | "month" | "day" | "hour" | "minute" | "second";
type Field = "hour" | "minute" | "second" | "millisecond";

const LENGTHS = {
  day: DAY_SECONDS * 1000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  millisecond: 1,
} as const;

/** An instant in UTC, unchangeable. Months and days count from 1, weekdays from Monday as 1 to Sunday as 7. */
export class DateTime {
  static fromJSDate(date: Date): DateTime {
    return new DateTime(date.getTime());
  }

  static fromMillis(milliseconds: number): DateTime {
    return new DateTime(milliseconds);
  }

  readonly isValid: boolean;
  readonly zoneName: string = "UTC";
  readonly offset: number = 0;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly #time: number;
  readonly #dayNumber: number;

  constructor(time: number) {
    this.#time = time;
    this.#dayNumber = floorDiv(time, LENGTHS.day);
    this.isValid = Number.isFinite(time);
    const { year, month, day } = civilDate(this.#dayNumber);
    this.year = year;
    this.month = month;
    this.day = day;
  }

  get weekday(): number {
    return weekdayOf(this.#dayNumber) || 7;
  }

  get hour(): number {
    return Math.floor(floorMod(this.#time, LENGTHS.day) / LENGTHS.hour);
  }

  get minute(): number {
    return Math.floor(floorMod(this.#time, LENGTHS.hour) / LENGTHS.minute);
  }

  get second(): number {
    return Math.floor(floorMod(this.#time, LENGTHS.minute) / LENGTHS.second);
  }

  get millisecond(): number {
    return floorMod(this.#time, LENGTHS.second);
  }

  plus(amount: Partial<Record<`${Unit}s`, number>>): DateTime {
    const { years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = amount;
    const rest =
      days * LENGTHS.day + hours * LENGTHS.hour + minutes * LENGTHS.minute + seconds * LENGTHS.second;
    if (years === 0 && months === 0) return new DateTime(this.#time + rest);
    const index = (this.year + years) * 12 + this.month - 1 + months;
    const [year, month] = [floorDiv(index, 12), floorMod(index, 12) + 1];
    // A month later than the 31st is the last day of a shorter month.
    const day = dayNumber(year, month, Math.min(this.day, daysInMonth(year, month)));
    return new DateTime(day * LENGTHS.day + floorMod(this.#time, LENGTHS.day) + rest);
  }

  minus(amount: Partial<Record<`${Unit}s`, number>>): DateTime {
    return this.plus(Object.fromEntries(Object.entries(amount).map(([unit, value]) => [unit, -value])));
  }

  startOf(unit: Exclude<Unit, "year">): DateTime {
    if (unit === "month") return new DateTime(dayNumber(this.year, this.month, 1) * LENGTHS.day);
    return new DateTime(this.#time - floorMod(this.#time, LENGTHS[unit]));
  }

  endOf(unit: Exclude<Unit, "year">): DateTime {
    return new DateTime(this.startOf(unit).plus({ [`${unit}s`]: 1 }).#time - 1);
  }

  set(values: Partial<Record<Field, number>>): DateTime {
    let time = this.#time;
    for (const [field, value] of Object.entries(values)) {
      time += (value - this[field as Field]) * LENGTHS[field as Field];
    }
    return new DateTime(time);
  }

  valueOf(): number {
    return this.#time;
  }

  toJSDate(): Date {
    return new Date(this.#time);
  }
}
