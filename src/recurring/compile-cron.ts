import { nearest } from "../errors/expect-option.ts";
import { Cron } from "./cron.ts";
import { FIELDS, type ParsedField, parseField } from "./cron-field.ts";
import { type DayRules, dayRules, everMatches } from "./day-rules.ts";
import { invalidSchedule } from "./invalid-schedule.ts";
import { type WallClockWalker, wallClockWalker } from "./wall-clock.ts";

/** An expression, ready to be searched: sorted lists for the time, bits for the days. */
export interface CompiledCron {
  /** In numbers, without macros, `?` and `H`; six fields where seconds other than 0 are asked for. Reads back as the same. */
  text: string;
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  days: DayRules;
  /** Repeats within a day by a star, range or step: then it runs in both passes of a repeated hour. */
  interval: boolean;
  /** Whether any field is `H`, so that the result depends on the seed. */
  hashed: boolean;
  /** Both day fields are restricted: only then does it matter how they are joined. */
  joinsDays: boolean;
  /** Only for expressions that match at all. */
  walk: WallClockWalker | null;
}

const MACROS: Readonly<Record<string, string>> = {
  "@every_second": "* * * * * *",
  "@every_minute": "* * * * *",
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const EVERY_DAY: readonly number[] = Array.from({ length: 31 }, (_, i) => i + 1);
/** Compiled expressions kept: a guess well above the definitions an app has; the oldest goes first. */
const CACHE_SIZE = 2_000;
const cache = new Map<string, CompiledCron>();

/**
 * Reads an expression, or returns it from the cache: callers ask with the same text at every wake-up.
 *
 * @param seed what `H` fields are hashed from
 * @throws InvalidScheduleError when it can't be read, or never matches and isn't `Cron.never()`
 */
export function compileCron(cron: string, match: "or" | "and", seed: string): CompiledCron {
  const key = `${match}|${cron}|${seed}`;
  const known = cache.get(key);
  if (known) return known;
  const compiled = compile(cron, match, seed);
  const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, compiled);
  return compiled;
}

function compile(cron: string, match: "or" | "and", seed: string): CompiledCron {
  const expanded = expandMacro(cron);
  const texts = expanded.split(/[ \t]+/).filter((text) => text !== "");
  if (texts.length !== 5 && texts.length !== 6) {
    throw invalidSchedule(
      "cron",
      cron,
      `5 fields, or 6 with seconds first, or a macro such as '@daily'; it has ${texts.length}`,
    );
  }
  const withSeconds = texts.length === 6;
  const all = withSeconds ? texts : ["0", ...texts];
  const [second, minute, hour, dayOfMonth, month, dayOfWeek] = FIELDS.map((spec, i) =>
    parseField(spec, all[i] ?? "", seed, cron),
  ) as [ParsedField, ParsedField, ParsedField, ParsedField, ParsedField, ParsedField];
  // Second 0 is what five fields mean, so that both ways of writing it are the same schedule.
  const text = [...(second.text === "0" ? [] : [second]), minute, hour, dayOfMonth, month, dayOfWeek]
    .map((field) => field.text)
    .join(" ");
  const days = dayRules(dayOfMonth, month, dayOfWeek, match);
  const matches = everMatches(days);
  if (!matches && text !== Cron.never()) {
    const expected =
      "a date that exists: this expression never matches. Where that is meant, write Cron.never()";
    throw invalidSchedule("day of month", dayOfMonth.text, expected, cron);
  }
  const joinsDays = !dayOfMonth.star && !dayOfWeek.star;
  const lists = { seconds: values(second), minutes: values(minute), hours: values(hour) };
  return {
    ...lists,
    text,
    days,
    interval: (withSeconds && second.interval) || minute.interval || hour.interval,
    hashed: all.some((field) => /^h/i.test(field)),
    joinsDays,
    walk: matches
      ? wallClockWalker({
          ...lists,
          months: values(month),
          // The days only where they alone decide; all else is left to the day rules.
          days: dayOfMonth.rule.kind === "list" && !joinsDays ? values(dayOfMonth) : EVERY_DAY,
        })
      : null,
  };
}

function expandMacro(cron: string): string {
  const name = cron.trim().toLowerCase();
  if (!name.startsWith("@")) return cron;
  const expanded = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (expanded !== undefined) return expanded;
  const near = nearest(name, Object.keys(MACROS));
  throw invalidSchedule(
    "macro",
    cron.trim(),
    `${Object.keys(MACROS).join(", ")}${near ? `; did you mean ${near}?` : ""}`,
  );
}

const values = (field: ParsedField): readonly number[] =>
  field.rule.kind === "list" ? field.rule.values : [];
