/**
 * An oracle that shares no code with what it judges: it steps through real time minute by minute, reads the wall clock
 * from Intl and applies the rules of daylight saving word for word. Slow, and hard to get wrong.
 */
export interface NaiveCron {
  text: string;
  minutes: readonly number[];
  hours: readonly number[];
  /** Whether a date runs, given as UTC midnight of that wall-clock date. */
  day: (date: Date) => boolean;
  interval: boolean;
}

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock at an instant, as if it were UTC. */
export function wallAt(zone: string, time: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: "medium",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  const [day, month, year, hour, minute, second] = format.format(time).match(/\d+/g)!.map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

export const matches = (cron: NaiveCron, wall: number): boolean => {
  const date = new Date(wall);
  return (
    cron.minutes.includes(date.getUTCMinutes()) &&
    cron.hours.includes(date.getUTCHours()) &&
    cron.day(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())))
  );
};

/** The wall clock of every minute of a stretch of time. Both ends are whole minutes. */
export function walls(zone: string, from: number, to: number): { time: number; wall: number }[] {
  const minutes: { time: number; wall: number }[] = [];
  for (let time = from; time < to; time += MINUTE) minutes.push({ time, wall: wallAt(zone, time) });
  return minutes;
}

/** Every run in a stretch that must begin two days before the first clock change that matters. */
export function naiveRuns(cron: NaiveCron, minutes: readonly { time: number; wall: number }[]): number[] {
  const found: number[] = [];
  let latest = -Infinity;
  let previous: number | undefined;
  for (const { time, wall } of minutes) {
    let due = false;
    // The minutes of the wall clock that were skipped since the last one: one run here for all of them.
    if (previous !== undefined) {
      for (let skipped = previous + MINUTE; skipped < wall; skipped += MINUTE) due ||= matches(cron, skipped);
    }
    // A minute the wall clock has shown before counts again for intervals only.
    if (matches(cron, wall) && (cron.interval || wall > latest)) due = true;
    if (due) found.push(time);
    latest = Math.max(latest, wall);
    previous = wall;
  }
  return found;
}

/** The instants between two times at which a zone changes its offset, to the minute. */
export function clockChanges(zone: string, from: number, to: number): number[] {
  const offset = (time: number): number => wallAt(zone, time) - time;
  const changes: number[] = [];
  const step = 86_400_000;
  for (let time = from; time < to; time += step) {
    const before = offset(time);
    if (offset(time + step) === before) continue;
    let [low, high] = [time, time + step];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

/** Any expression in the oracle's own terms, with the text the compiler gets. */
export function naiveCron(
  minute: string,
  hour: string,
  day: { text: string; test: (date: Date) => boolean },
): NaiveCron {
  const read = (text: string, size: number): number[] => {
    const all = Array.from({ length: size }, (_, i) => i);
    const [body, step = "1"] = text.split("/");
    if (body === "*") return all.filter((value) => value % Number(step) === 0);
    return all.filter((value) =>
      body!.split(",").some((part) => {
        const [first, last = first] = part.split("-").map(Number);
        return value >= first! && value <= last! && (value - first!) % Number(step) === 0;
      }),
    );
  };
  return {
    text: `${minute} ${hour} ${day.text}`,
    minutes: read(minute, 60),
    hours: read(hour, 24),
    day: day.test,
    interval: /[*/-]/.test(minute + hour),
  };
}
