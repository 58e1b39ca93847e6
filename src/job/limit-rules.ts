import { expectOption } from "../errors/expect-option.ts";
import { isKey, LONGEST_KEY } from "./limit-options.ts";
import { integer, must, oneOf, parts, positive, type Rule, type Rules, trueOrFalse } from "./option-rules.ts";

/** More than any limit is good for: above it leave the limit out. */
const MOST = 10_000;
const MORE_THAN_0 = "a duration of more than 0";
const KEY = must(
  (key) => typeof key === "function" || isKey(key),
  `a text of 1 to ${LONGEST_KEY} printable characters, or a function of the arguments that answers one`,
);

/** How many: of jobs at a time, of starts. */
export const limitRule: Rule = integer("1 to 10,000", 1, MOST);

const perSpan = positive(MORE_THAN_0);
const RATE: Rules = {
  limit: limitRule,
  per: (call, option, per, inDefinition) => {
    expectOption(per !== undefined, call, option, per, MORE_THAN_0);
    perSpan(call, option, per, inDefinition);
  },
  mode: oneOf("sliding", "fixed"),
};
const RATE_NEEDS = ["limit", "per"];

export const concurrencyRule: Rule = parts({ key: KEY, limit: limitRule, strict: trueOrFalse }, ["limit"]);
export const rateLimitRule: Rule = parts({ key: KEY, ...RATE }, RATE_NEEDS);
/** A queue's rate is its own: it has no key. */
export const queueRateRule: Rule = parts(RATE, RATE_NEEDS);
