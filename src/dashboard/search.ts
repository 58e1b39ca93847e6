import type { JobQuery } from "../monitor/monitor-api.ts";
import { milliseconds } from "../time/duration.ts";
import { LISTS, type ListName } from "./routes.ts";

/** What a qualifier is about. */
export type Field =
  | "queue"
  | "name"
  | "tag"
  | "recurring"
  | "batch"
  | "id"
  | "error"
  | "age"
  | "attempt"
  | "took"
  | "words";

/** Qualifiers in the order in which they are suggested. */
export const FIELDS: readonly Exclude<Field, "words">[] = [
  "queue",
  "name",
  "tag",
  "error",
  "age",
  "attempt",
  "took",
  "id",
  "recurring",
  "batch",
];

/** A part of a search: a qualifier with its value, or words. */
export interface Term {
  /** As it is written: `queue:mail`. */
  text: string;
  field: Field;
  value: string;
  /** Its value can't be read; it narrows nothing. */
  wrong?: true;
  /** Another of its field comes after it, and counts instead. */
  replaced?: true;
}

type Bound = "age" | "attempt" | "took";

/** Of two bounds each may hold: `age:>1h age:<2h`. Of any other field the last value counts. */
const isBound = (field: Field): field is Bound => field === "age" || field === "attempt" || field === "took";

/** Reads `queue:mail age:>1h error:"timed out" invoice` into its terms. */
export function parseSearch(search: string): Term[] {
  const terms: Term[] = [];
  // A quotation or a qualifier that is still being written must not empty the list meanwhile.
  for (const [written, key, quoted, open, bare] of search.matchAll(
    /(?:([a-z]+):)?(?:"([^"]*)"|"([^"]*)$|(\S+))/gi,
  )) {
    const value = quoted ?? open ?? bare ?? "";
    const text = open === undefined ? written : `${written}"`;
    const field = FIELDS.find((each) => each === key?.toLowerCase());
    if (value === "" || FIELDS.some((each) => `${each}:` === text.toLowerCase())) continue;
    // An address or a time has a colon too; what no qualifier matches is looked for as it is written.
    if (!field) terms.push({ text, field: "words", value: key === undefined ? value : text });
    else if (isBound(field))
      terms.push({ text, field, value, ...(bounds(field, value) ? {} : { wrong: true }) });
    else terms.push({ text, field, value });
  }
  for (const [i, term] of terms.entries()) {
    const { field } = term;
    if (field === "words" || isBound(field)) continue;
    if (terms.slice(i + 1).some((each) => each.field === field)) term.replaced = true;
  }
  return terms;
}

type Narrowing = Omit<JobQuery, "state" | "retries" | "order" | "limit" | "after">;

/**
 * What to ask the monitor for. Of two values for one qualifier the last counts.
 *
 * @param now what an age is counted from
 */
export function toQuery(terms: readonly Term[], now: number): Narrowing {
  const query: Narrowing = {};
  const words: string[] = [];
  for (const { field, value, wrong } of terms) {
    if (wrong) continue;
    if (field === "words") words.push(value);
    else if (field === "recurring") query.recurringId = value;
    else if (field === "batch") query.batchId = value;
    else if (field === "age") {
      const { min, max } = bounds("age", value) ?? {};
      if (min !== undefined) query.createdBefore = now - min;
      if (max !== undefined) query.createdAfter = now - max;
    } else if (field === "attempt") query.attempts = { ...query.attempts, ...bounds("attempt", value) };
    else if (field === "took") query.took = { ...query.took, ...bounds("took", value) };
    else query[field] = value;
  }
  if (words.length > 0) query.search = words.join(" ");
  return query;
}

/** `>1h`, `<=10m`, `3`, `2..5`: the least and the most that fit. A time is never exact: alone it means "at least". */
function bounds(field: Bound, value: string): { min?: number; max?: number } | undefined {
  const [, sign = "", from = "", to] = /^(>=|<=|>|<|=)?([^.]+)(?:\.\.(.+))?$/.exec(value) ?? [];
  const [a, b] = [numberOf(field, from), to === undefined ? undefined : numberOf(field, to)];
  if (a === undefined || (to !== undefined && (b === undefined || sign !== ""))) return undefined;
  if (b !== undefined) return { min: a, max: b };
  const step = field === "attempt" ? 1 : 0;
  if (sign === ">") return { min: a + step };
  if (sign === "<") return { max: a - step };
  if (sign === "<=") return { max: a };
  if (sign === ">=" || field !== "attempt") return { min: a };
  return { min: a, max: a };
}

function numberOf(field: Bound, text: string): number | undefined {
  if (field === "attempt") return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  try {
    return milliseconds(text);
  } catch {
    return undefined;
  }
}

/** A qualifier as it is written; a value with blanks is quoted. */
export const termOf = (field: string, value: string): string =>
  `${field}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value}`;

/** The search without one of its terms. */
export const withoutTerm = (search: string, term: Term): string =>
  parseSearch(search)
    .filter(({ text }) => text !== term.text)
    .map(({ text }) => text)
    .join(" ");

/**
 * What a search says of a state, `state:failed`, and the rest of it. No term, since a state is a list of its own, with its
 * own tab.
 */
export function stateIn(search: string): { state: ListName; search: string } | undefined {
  const terms = parseSearch(search);
  for (const term of terms) {
    const [, name] = /^state:(\w+)$/i.exec(term.text) ?? [];
    const state = LISTS.find((list) => list === name?.toLowerCase());
    if (state) return { state, search: withoutTerm(search, term) };
  }
  return undefined;
}

/** The search with a qualifier added; a value the field had before goes. */
export function withTerm(search: string, text: string): string {
  const [term] = parseSearch(text);
  const kept = parseSearch(search).filter(({ field }) => field === "words" || field !== term?.field);
  return [...kept.map((each) => each.text), text].join(" ");
}
