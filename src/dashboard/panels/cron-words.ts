import type { Locale } from "../locale/locale.ts";

const MACROS: Readonly<Record<string, string>> = {
  "@minutely": "* * * * *",
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** The usual schedules in words. `undefined` for the others: a wrong sentence would be worse than the expression. */
export function cronWords(cron: string, locale: Locale): string | undefined {
  const { words, text, number, time, list, weekday, monthDay } = { ...locale };
  const { recurring } = words;
  const fields = (MACROS[cron.trim().toLowerCase()] ?? cron).trim().toLowerCase().split(/\s+/);
  // With seconds first, only those that start with the minute are told.
  if (fields.length === 6 && fields.shift() !== "0") return undefined;
  const [minute = "", hour = "", day = "", month = "", weekdays = ""] = fields;
  if (fields.length !== 5) return undefined;
  const anyDay = day === "*" && month === "*" && weekdays === "*";
  const everyMinutes = /^\*\/(\d+)$/.exec(minute);
  const everyHours = /^\*\/(\d+)$/.exec(hour);
  if (anyDay && hour === "*") {
    if (minute === "*") return recurring.everyMinute;
    if (everyMinutes) return text(recurring.everyMinutes, { n: number(Number(everyMinutes[1])) });
    return isNumber(minute)
      ? text(recurring.hourlyAt, { n: locale.duration(Number(minute) * 60_000) })
      : undefined;
  }
  if (anyDay && everyHours && minute === "0")
    return text(recurring.everyHours, { n: number(Number(everyHours[1])) });
  if (!isNumber(minute) || !isNumber(hour)) return undefined;
  const at = time(Number(hour), Number(minute));
  if (anyDay) return text(recurring.dailyAt, { time: at });
  if (day === "*" && month === "*") {
    const named = weekdays.split(",").map(dayNumber);
    if (named.every((each) => each !== undefined))
      return text(recurring.weeklyAt, { days: list(named.map((each) => weekday(each ?? 0))), time: at });
    const range = /^(\w+)-(\w+)$/.exec(weekdays);
    const [from, to] = [dayNumber(range?.[1] ?? ""), dayNumber(range?.[2] ?? "")];
    if (from === undefined || to === undefined) return undefined;
    return text(recurring.weeklyAt, { days: `${weekday(from)}–${weekday(to)}`, time: at });
  }
  if (weekdays !== "*" || !isNumber(day)) return undefined;
  if (month === "*") return text(recurring.monthlyAt, { day: number(Number(day)), time: at });
  // 31 February and its like never come: Hangfire's way to write "only by hand".
  const exists =
    isNumber(month) && new Date(Date.UTC(2024, Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return exists
    ? text(recurring.yearlyAt, { date: monthDay(Number(month), Number(day)), time: at })
    : undefined;
}

const isNumber = (field: string): boolean => /^\d+$/.test(field);

function dayNumber(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text) % 7;
  const at = DAYS.indexOf(text);
  return at < 0 ? undefined : at;
}
