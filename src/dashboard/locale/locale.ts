import type { Catalogue } from "./catalogue.ts";
import type { Plural } from "./common-words.ts";

/** Words and formats of one language, in one time zone. The only place where a number or a date becomes a text. */
export interface Locale {
  readonly words: Catalogue;
  /** BCP 47, with extensions as they were given. */
  readonly tag: string;
  readonly direction: "ltr" | "rtl";
  /** IANA name of the zone that absolute times are shown in. */
  readonly timeZone: string;
  /** Puts values into a text's `{places}`. */
  text(template: string, values: Readonly<Record<string, string>>): string;
  /** The form of a text for a number, with the number in it. */
  count(plural: Plural, n: number): string;
  number(n: number): string;
  /** At most five characters or so, for tiles: 12,345 stays, 1,234,567 is 1.2M. */
  short(n: number): string;
  percent(fraction: number): string;
  bytes(n: number): string;
  /** The two largest parts that matter: 1h 4m, 12s, 340ms. */
  duration(milliseconds: number): string;
  /** From now: in 4 min, 2 hr ago. */
  relative(milliseconds: number): string;
  /** Date and time. */
  date(at: number): string;
  /** Hour and minute; with the day for a bucket as long as one. */
  bucket(at: number, resolution: "minute" | "hour" | "day"): string;
  list(parts: readonly string[]): string;
  /** What the core says of a job: why it waits, or why it came to where it is. Others' words stay as they are. */
  core(said: string): string;
  /** Whether its clock has twelve hours. */
  readonly hour12: boolean;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Hebrew, Arabic and their neighbours. */
const RTL = /[\u0590-\u08ff]/;
const UNITS: readonly [unit: "day" | "hour" | "minute" | "second", length: number][] = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", SECOND],
];

const unitOf = (size: number): (typeof UNITS)[number] =>
  UNITS.find(([, each]) => size >= each) ?? ["second", SECOND];

/**
 * A distance as it is told: whole seconds that have passed, of what is longer the nearest minute, hour or day, since
 * "in 1 hr." would be said of what is two hours away but for a second.
 */
export function roundedDistance(size: number): number {
  const [name, length] = unitOf(size);
  return (name === "second" ? Math.floor(size / length) : Math.round(size / length)) * length;
}

/**
 * @param tag handed to `Intl` as it is, so that `fa-u-ca-gregory` chooses a calendar
 * @param timeZone `undefined` or unknown: the device's own
 */
export function createLocale(
  words: Catalogue,
  tag: string,
  direction: "ltr" | "rtl",
  timeZone?: string,
): Locale {
  const zone = knownZone(timeZone) ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const plain = new Intl.NumberFormat(tag);
  const compact = new Intl.NumberFormat(tag, { notation: "compact", maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(tag, { style: "percent" });
  const rules = new Intl.PluralRules(tag);
  const ago = new Intl.RelativeTimeFormat(tag, { style: "short" });
  const now = new Intl.RelativeTimeFormat(tag, { numeric: "auto" }).format(0, "second");
  const both = new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "medium", timeZone: zone });
  const clock = new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit", timeZone: zone });
  const hour = new Intl.DateTimeFormat(tag, {
    weekday: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
  });
  // Day buckets are UTC days: in another zone they would carry the wrong date.
  const day = new Intl.DateTimeFormat(tag, {
    weekday: "short",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  });
  const and = new Intl.ListFormat(tag, { style: "short", type: "conjunction" });
  const units = new Map<string, Intl.NumberFormat>();
  const unit = (name: string, n: number): string => {
    let format = units.get(name);
    if (!format) {
      format = new Intl.NumberFormat(tag, {
        style: "unit",
        unit: name,
        // Persian has no letters for units: its narrow form borrows Latin ones.
        unitDisplay: direction === "rtl" ? "short" : "narrow",
        maximumFractionDigits: 1,
      });
      units.set(name, format);
    }
    return format.format(n);
  };
  // A name in the other direction would pull its neighbours along; isolated, it keeps to itself.
  const isolated = (value: string): string =>
    direction === "rtl" || RTL.test(value) ? `\u2068${value}\u2069` : value;
  const text: Locale["text"] = (template, values) =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) =>
      values[name] === undefined ? whole : isolated(values[name]),
    );

  const locale: Locale = {
    words,
    tag,
    direction,
    timeZone: zone,
    text,
    count: (plural, n) => text(plural[rules.select(n)] ?? plural.other, { n: plain.format(n) }),
    number: (n) => plain.format(n),
    short: (n) => (n < 100_000 ? plain : compact).format(n),
    percent: (fraction) => percents.format(fraction),
    bytes: (n) =>
      n < 1_000
        ? unit("byte", n)
        : n < 1_000_000
          ? unit("kilobyte", n / 1_000)
          : n < 1_000_000_000
            ? unit("megabyte", n / 1_000_000)
            : unit("gigabyte", n / 1_000_000_000),
    duration(milliseconds) {
      const length = Math.max(0, milliseconds);
      if (length < SECOND) return unit("millisecond", Math.round(length));
      if (length < 10 * SECOND) return unit("second", Math.floor(length / 100) / 10);
      const first = UNITS.findIndex(([, size]) => length >= size);
      const parts: string[] = [];
      let rest = length;
      for (const [name, size] of UNITS.slice(first, first + 2)) {
        const n = Math.floor(rest / size);
        rest -= n * size;
        if (n > 0) parts.push(unit(name, n));
      }
      return parts.join(" ");
    },
    relative(milliseconds) {
      const size = roundedDistance(Math.abs(milliseconds));
      if (size < SECOND) return now;
      const [name, length] = unitOf(size);
      // "Tomorrow" is a day of the calendar, and not what is 24 to 48 hours away: it stays a number.
      return ago.format((Math.sign(milliseconds) * size) / length, name);
    },
    date: (at) => both.format(at),
    bucket: (at, resolution) => ({ minute: clock, hour, day })[resolution].format(at),
    list: (parts) => and.format(parts),
    core: (said) => words.core?.(said, locale) ?? said,
    hour12: clock.resolvedOptions().hour12 === true,
  };
  return locale;
}

function knownZone(timeZone: string | undefined): string | undefined {
  if (!timeZone) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
