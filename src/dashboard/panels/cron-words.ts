import type { Locale } from "../locale/locale.ts";

/** A schedule in words; `undefined` where they would be missing or wrong: then the expression has to do. */
export type CronWords = (cron: string, dayMatch: "or" | "and", locale: Locale) => string | undefined;

/** English is in the library; each other language is a file that adds itself to it. */
const LANGUAGES: Readonly<Record<string, () => Promise<unknown>>> = {
  en: async () => undefined,
  tr: () => import("cronstrue/locales/tr.js"),
  fa: () => import("cronstrue/locales/fa.js"),
};

/**
 * Fetches the library that says schedules, with the one language that is needed.
 *
 * @throws Error when it can't be fetched
 */
export async function loadCronWords(language: string): Promise<CronWords> {
  const [{ toString: describe }] = await Promise.all([import("cronstrue"), LANGUAGES[language]?.()]);
  return (cron, dayMatch, locale) => {
    const say = (logicalAndDayFields: boolean): string =>
      describe(cron, {
        locale: language,
        logicalAndDayFields,
        use24HourTimeFormat: !locale.hour12,
        trimHoursLeadingZero: locale.hour12,
      });
    // A day field that begins with a star has to be met whatever `dayMatch` is; so do our own searches read it.
    const [day = "*", , weekday = "*"] = cron.trim().split(/\s+/).slice(-3);
    const joins = [day, weekday].every((field) => !/^[*?]/.test(field));
    const and = dayMatch === "and" || !joins;
    try {
      const sentence = say(and);
      // With a range of weekdays the library says "or" just as it says "and".
      if (joins && sentence === say(!and)) return undefined;
      const written = sentence.replace(/\d/g, (digit) => locale.number(Number(digit)));
      return language === "fa" ? written.replaceAll(",", "،") : written;
    } catch {
      return undefined;
    }
  };
}
