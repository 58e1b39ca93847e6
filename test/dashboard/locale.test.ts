import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextChange, nextElapsed } from "../../src/dashboard/controllers/ticker-controller.ts";
import { en } from "../../src/dashboard/locale/en.ts";
import { LANGUAGES, languageOf } from "../../src/dashboard/locale/languages.ts";
import { createLocale } from "../../src/dashboard/locale/locale.ts";
import { loadCronWords } from "../../src/dashboard/panels/cron-words.ts";
import { createTestRuntime } from "../../src/testing.ts";

const english = createLocale(en, "en", "ltr", "UTC");

/** Every text of a catalogue by its path, and the places it has. */
function places(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, (value.match(/\{\w+\}/g) ?? []).sort().join()]];
  return Object.entries(value as object).flatMap(([key, inner]) => places(inner, `${path}.${key}`));
}

const textsOf = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values(value as object).flatMap(textsOf);

describe("every language", () => {
  test.each(Object.keys(LANGUAGES))(
    "%s says everything, with the same places to fill in",
    async (language) => {
      const words = await LANGUAGES[language]!.load();
      // Which plural categories there are differs; what is filled in does not.
      const plain = (all: [string, string][]) =>
        new Map(all.filter(([path]) => !/\.(zero|one|two|few|many)$|\.workers\.sources\./.test(path)));

      expect(plain(places(words))).toEqual(plain(places(en)));
    },
  );

  test("which is written from right to left isolates what is code in it, or its signs would change sides", async () => {
    const all = textsOf(await LANGUAGES["fa"]!.load());
    expect(all.length).toBeGreaterThan(100);

    const bare = all.map((text) => text.replace(/\u2066[^\u2069]*\u2069|\{\w+\}/g, ""));
    expect(bare.filter((text) => /[a-z0-9][()*:<>$@]|[()*<>$@][a-z0-9]/i.test(text))).toEqual([]);
  });

  test.each(Object.keys(LANGUAGES).filter((language) => language !== "en"))(
    "%s tells of every way of being woken, which the monitor tells of in English",
    async (language) => {
      const { client } = createTestRuntime();
      const told = Object.keys((await LANGUAGES[language]!.load()).workers.sources ?? {});

      const known = (await client.monitor.wakeups()).map(({ source }) => source);
      expect(known.filter((source) => !told.includes(source))).toEqual([]);
    },
  );

  test("is found by its first part, and English stands in for what there isn't", () => {
    expect(["fa-IR-u-ca-gregory", "TR", "de", ""].map(languageOf)).toEqual(["fa", "tr", "en", "en"]);
  });
});

describe("formats", () => {
  test("give durations in their two largest parts", () => {
    const texts = [0, 340, 1_234, 12_900, 64_000, 3_840_000, 90_061_000].map(english.duration);

    expect(texts).toEqual(["0ms", "340ms", "1.2s", "12s", "1m 4s", "1h 4m", "1d 1h"]);
  });

  test("tell times from now", () => {
    expect([-200, -5_000, -61_000, 3_600_000, 200_000_000].map(english.relative)).toEqual([
      "now",
      "5 sec. ago",
      "1 min. ago",
      "in 1 hr.",
      "in 2 days",
    ]);
  });

  test("tell longer times to the nearest, and never as a day of the calendar", () => {
    const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
    const told = [hour - 1, 2 * hour - 1_000, day - 1_000, 1.4 * day, -1.6 * day, 89 * 1_000, -91 * 1_000];

    expect(told.map(english.relative)).toEqual([
      "in 1 hr.",
      "in 2 hr.",
      "in 1 day",
      "in 1 day",
      "2 days ago",
      "in 1 min.",
      "2 min. ago",
    ]);
    expect(english.relative(minute - 1)).toBe("in 59 sec.");
  });

  test.each([
    {
      what: "relative times",
      next: nextChange,
      text: (at: number, now: number) => english.relative(at - now),
    },
    {
      what: "times gone by",
      next: nextElapsed,
      text: (at: number, now: number) => english.duration(Math.floor((now - at) / 1_000) * 1_000),
    },
  ])("$what stay as they are until they are said to change", ({ next, text }) => {
    const at = fc.oneof(
      fc.integer({ min: -4 * 86_400_000, max: 4 * 86_400_000 }),
      fc.integer({ min: -200_000, max: 200_000 }),
    );
    fc.assert(
      fc.property(at, fc.double({ min: 0, max: 1, noNaN: true }), (at, part) => {
        const due = next(at, 0);

        expect(due).toBeGreaterThan(0);
        expect(text(at, Math.floor((due - 2) * part))).toBe(text(at, 0));
      }),
      { numRuns: 2_000 },
    );
  });

  test("of what is a whole second away changes at once, and not a second later", () => {
    expect([5_000, 90_000, 60_000].map((at) => nextChange(at, 0))).toEqual([1, 1, 1]);
    expect([5_001, 4_999, -5_000].map((at) => nextChange(at, 0))).toEqual([2, 1_000, 1_001]);
  });

  test("shorten large numbers only", () => {
    expect([0, 99_999, 1_234_567].map(english.short)).toEqual(["0", "99,999", "1.2M"]);
  });

  test("use the digits and the calendar of the language", async () => {
    const persian = createLocale(await LANGUAGES["fa"]!.load(), "fa", "rtl", "Asia/Tehran");

    expect(persian.number(1_405)).toBe("۱٬۴۰۵");
    expect(persian.date(Date.UTC(2026, 10, 20, 12))).toContain("۱۴۰۵");
  });

  test("keep a name in the other direction from pulling its neighbours along", () => {
    expect(english.text("Delete {name}?", { name: "Ada" })).toBe("Delete Ada?");
    expect(english.text("Delete {name}?", { name: "آدا" })).toBe("Delete \u2068آدا\u2069?");
  });

  test("fall back to the device's zone for one that does not exist", () => {
    expect(createLocale(en, "en", "ltr", "Asia/Nowhere").timeZone).toBe(
      new Intl.DateTimeFormat().resolvedOptions().timeZone,
    );
  });
});

describe("a schedule in words", async () => {
  const speak = async (language: string) => {
    const { load, direction } = LANGUAGES[language]!;
    const locale = createLocale(await load(), language, direction, "UTC");
    const words = await loadCronWords(language);
    return (cron: string, dayMatch: "or" | "and" = "or") => words(cron, dayMatch, locale);
  };
  const [inEnglish, inTurkish, inPersian] = [await speak("en"), await speak("tr"), await speak("fa")];

  test.each([
    ["*/15 * * * *", "Every 15 minutes", "Her 15 dakikada bir", "هر ۱۵ دقیقه"],
    [
      "0 9 * * 1-5",
      "At 9:00 AM, Monday through Friday",
      "Saat 09:00, Pazartesi ile Cuma arasında",
      "در ۰۹:۰۰، دوشنبه تا جمعه",
    ],
    [
      "0 0 L * *",
      "At 12:00 AM, on the last day of the month",
      "Saat 00:00, ayın son günü",
      "در ۰۰:۰۰، در آخرین روز ماه",
    ],
    ["@daily", "At 12:00 AM", "Saat 00:00", "در ۰۰:۰۰"],
    ["30 0 0 * * *", "At 12:00:30 AM", "Saat 00:00:30", "در ۰۰:۰۰:۳۰"],
    [
      "0 9 * * mon-fri",
      "At 9:00 AM, Monday through Friday",
      "Saat 09:00, Pazartesi ile Cuma arasında",
      "در ۰۹:۰۰، دوشنبه تا جمعه",
    ],
  ])("%s is said in each language", (cron, english, turkish, persian) => {
    expect([inEnglish(cron), inTurkish(cron), inPersian(cron)]).toEqual([english, turkish, persian]);
  });

  test.each([
    ["0 0 13 * 5", "or", "At 12:00 AM, on day 13 of the month, and on Friday"],
    ["0 0 13 * 5", "and", "At 12:00 AM, on day 13 of the month, only on Friday"],
    // A day field with a star has to be met in either case.
    ["0 0 */2 * 1", "or", "At 12:00 AM, every 2 days in a month, only on Monday"],
  ] as const)("%s with days joined by '%s' is told apart", (cron, dayMatch, words) => {
    expect(inEnglish(cron, dayMatch)).toBe(words);
  });

  test.each([
    "@every_second",
    "@every_minute",
    "H H * * *",
    "0 0 L-3W * *",
    // Said alike for "or" and "and".
    "0 9 13 * 1-5",
    "nonsense",
    "",
  ])("%o is left as it is written, rather than told wrong", (cron) => {
    expect([inEnglish(cron), inTurkish(cron), inPersian(cron)]).toEqual([undefined, undefined, undefined]);
  });

  test("keeps to the clock and the digits its reader asked for", async () => {
    const words = await loadCronWords("en");
    const latin = await loadCronWords("fa");
    const british = createLocale(en, "en-GB", "ltr", "UTC");
    const persian = createLocale(await LANGUAGES["fa"]!.load(), "fa-u-nu-latn", "rtl", "UTC");

    expect(words("30 14 * * *", "or", british)).toBe("At 14:30");
    expect(latin("30 14 * * *", "or", persian)).toBe("در 14:30");
  });
});
