import type { CommonWords } from "./common-words.ts";
import type { PageWords } from "./page-words.ts";

/** Every text of the dashboard. A language is one such object; the compiler asks for what is missing. */
export interface Catalogue extends CommonWords, PageWords {}
