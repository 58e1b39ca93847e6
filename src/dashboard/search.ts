import type { JobQuery } from "../monitor/monitor-api.ts";

/** A part of a search: a qualifier with its value, or words. */
export interface Term {
  /** As it is written: `queue:mail`. */
  text: string;
  field: "queue" | "name" | "tag" | "recurring" | "words";
  value: string;
}

/** What each qualifier asks of the store. `id:` and `error:` are words there: it looks at both. */
const FIELDS: Readonly<Record<string, Term["field"]>> = {
  queue: "queue",
  name: "name",
  tag: "tag",
  recurring: "recurring",
  id: "words",
  error: "words",
};

/** Reads `queue:mail error:"timed out" invoice` into its terms. */
export function parseSearch(search: string): Term[] {
  const terms: Term[] = [];
  for (const [text, key, quoted, bare] of search.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi)) {
    const value = quoted ?? bare ?? "";
    if (value === "") continue;
    const field = key === undefined ? "words" : FIELDS[key.toLowerCase()];
    // An address or a time has a colon too; what no qualifier matches is looked for as it is written.
    terms.push(field ? { text, field, value } : { text, field: "words", value: text });
  }
  return terms;
}

/** What to ask the monitor for. Of two values for one qualifier the last counts. */
export function toQuery(
  terms: readonly Term[],
): Pick<JobQuery, "queue" | "name" | "tag" | "recurringId" | "search"> {
  const query: ReturnType<typeof toQuery> = {};
  const words: string[] = [];
  for (const { field, value } of terms) {
    if (field === "words") words.push(value);
    else if (field === "recurring") query.recurringId = value;
    else query[field] = value;
  }
  if (words.length > 0) query.search = words.join(" ");
  return query;
}

/** The search without one of its terms. */
export const withoutTerm = (search: string, term: Term): string =>
  parseSearch(search)
    .filter(({ text }) => text !== term.text)
    .map(({ text }) => text)
    .join(" ");

/** The search with a qualifier added; a value the field had before goes. */
export function withTerm(search: string, text: string): string {
  const [term] = parseSearch(text);
  const kept = parseSearch(search).filter(({ field }) => field === "words" || field !== term?.field);
  return [...kept.map((each) => each.text), text].join(" ");
}
