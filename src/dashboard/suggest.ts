import { LISTS } from "./routes.ts";
import { FIELDS, type Field, termOf } from "./search.ts";

/** What may be written before a colon: of a state, which leads to its list, or a term's field. */
export type Qualifier = "state" | Exclude<Field, "words">;
const QUALIFIERS: readonly Qualifier[] = ["state", ...FIELDS];

/** Values that are known to exist, by qualifier. */
export type Known = Partial<Record<Qualifier, readonly string[]>>;

export interface Suggestion {
  /** What is shown: `queue:` or `queue:mail`. */
  text: string;
  /** The whole search when it is taken. */
  search: string;
  /** Its qualifier, which tells what it means. */
  field: Qualifier;
  /** It wants a value still. */
  open: boolean;
}

const SHOWN = 8;
/** Values that are as good for any store. */
const USUAL: Known = { state: LISTS, age: [">1h", ">1d", "<10m", "<1h"], attempt: [">1", ">=3", "1"] };

/** What may follow what has been typed: qualifiers that begin so, then values of the one that is begun. */
export function suggest(search: string, known: Known): Suggestion[] {
  const [, before = "", word = ""] = /^(.*?)((?:[a-z]+:)?(?:"[^"]*|\S*))$/is.exec(search) ?? [];
  const [, name, begun = ""] = /^([a-z]+):"?(.*)$/is.exec(word) ?? [];
  const field = QUALIFIERS.find((each) => each === name?.toLowerCase());
  if (!field) {
    if (name !== undefined) return [];
    return QUALIFIERS.filter((each) => each.startsWith(word.toLowerCase())).map((each) => ({
      text: `${each}:`,
      search: `${before}${each}:`,
      field: each,
      open: true,
    }));
  }
  const wanted = begun.toLowerCase();
  return [...new Set([...(known[field] ?? []), ...(USUAL[field] ?? [])])]
    .filter((value) => value.toLowerCase().includes(wanted) && value !== begun)
    .sort((a, b) => Number(b.toLowerCase().startsWith(wanted)) - Number(a.toLowerCase().startsWith(wanted)))
    .slice(0, SHOWN)
    .map((value) => {
      const text = termOf(field, value);
      return { text, search: `${before}${text} `, field, open: false };
    });
}
