import type { CommonWords } from "./common-words.ts";
import type { PageWords } from "./page-words.ts";

/** Every text of the dashboard. A language is one such object; the compiler asks for what is missing. */
export interface Catalogue extends CommonWords, PageWords {
  /** Says in this language what the core says of jobs in English; see `core-sentences.ts`. Absent: as the core says it. */
  core?: (said: string, speaker: Speaker) => string;
}

/** What it takes to say a sentence in a language; a `Locale` can. */
export interface Speaker {
  readonly words: Catalogue;
  text(template: string, values: Readonly<Record<string, string>>): string;
  number(n: number): string;
  duration(milliseconds: number): string;
  core(said: string): string;
}
