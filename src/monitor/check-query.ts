import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { checkParts, integer, must, type Rule, type Rules } from "../job/option-rules.ts";

/** Checks what is asked of a list: that it is a query, the names in it, and each part by its rule. */
export function checkQuery(call: string, query: object, rules: Rules): void {
  expectOption(typeof query === "object" && query !== null, call, "query", query, "an object");
  expectKnownOptions(call, query, Object.keys(rules));
  checkParts(call, "", query as Record<string, unknown>, rules, false);
}

/** How many are on a page. */
export const pageLimit: Rule = integer("1 to 1000", 1, 1_000);

export const aText = (expected = "a text"): Rule => must((value) => typeof value === "string", expected);

/** One of the states that there are. */
export const stateOf = (states: readonly unknown[]): Rule =>
  must((state) => states.includes(state), states.join(", "));
