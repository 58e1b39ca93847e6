import type { Catalogue } from "./catalogue.ts";
import { en } from "./en.ts";

/** A language the dashboard can speak: its own name for itself, and where its words are. */
export interface Language {
  name: string;
  direction: "ltr" | "rtl";
  load: () => Promise<Catalogue>;
}

/** English is built in; the others are fetched when asked for. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { name: "English", direction: "ltr", load: async () => en },
  tr: { name: "Türkçe", direction: "ltr", load: async () => (await import("./tr.ts")).tr },
  fa: { name: "فارسی", direction: "rtl", load: async () => (await import("./fa.ts")).fa },
};

/** The language to speak for a tag such as `fa-IR-u-ca-gregory`: its first part where there is one, else English. */
export function languageOf(tag: string): string {
  const [primary = ""] = tag.toLowerCase().split("-");
  return Object.hasOwn(LANGUAGES, primary) ? primary : "en";
}
