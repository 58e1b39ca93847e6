import { describe, expect, test } from "vitest";
import { en } from "../../src/dashboard/locale/en.ts";
import { LANGUAGES, languageOf } from "../../src/dashboard/locale/languages.ts";
import { createLocale } from "../../src/dashboard/locale/locale.ts";
import { cronWords } from "../../src/dashboard/panels/cron-words.ts";

const english = createLocale(en, "en", "ltr", "UTC");

/** Every text of a catalogue by its path, and the places it has. */
function places(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, (value.match(/\{\w+\}/g) ?? []).sort().join()]];
  return Object.entries(value as object).flatMap(([key, inner]) => places(inner, `${path}.${key}`));
}

describe("every language", () => {
  test.each(Object.keys(LANGUAGES))(
    "%s says everything, with the same places to fill in",
    async (language) => {
      const words = await LANGUAGES[language]!.load();
      // Which plural categories there are differs; what is filled in does not.
      const plain = (all: [string, string][]) =>
        new Map(all.filter(([path]) => !/\.(zero|one|two|few|many)$/.test(path)));

      expect(plain(places(words))).toEqual(plain(places(en)));
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

describe("a schedule in words", () => {
  test.each([
    ["* * * * *", "Every minute"],
    ["*/15 * * * *", "Every 15 minutes"],
    ["0 */6 * * *", "Every 6 hours"],
    ["5 * * * *", "Hourly, 5m past"],
    ["30 2 * * *", "Daily at 2:30 AM"],
    ["0 30 2 * * *", "Daily at 2:30 AM"],
    ["@daily", "Daily at 12:00 AM"],
    ["@weekly", "Sun at 12:00 AM"],
    ["0 9 * * mon-fri", "Mon–Fri at 9:00 AM"],
    ["0 9 * * 1,3", "Mon & Wed at 9:00 AM"],
    ["0 0 7 * *", "Monthly on day 7 at 12:00 AM"],
    ["0 12 25 12 *", "Yearly on December 25 at 12:00 PM"],
  ])("%s is %s", (cron, words) => {
    expect(cronWords(cron, english)?.replaceAll("\u202f", " ")).toBe(words);
  });

  test.each([
    "0 0 L * *",
    "0 0 15W * *",
    "1-5 * * * *",
    "30 0 0 * * *",
    "0 0 31 2 *",
    "0 0 1 * 1",
    "nonsense",
    "",
  ])("%o is left as it is written, rather than told wrong", (cron) => {
    expect(cronWords(cron, english)).toBeUndefined();
  });
});
