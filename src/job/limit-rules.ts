import { isLimitKey, LIMIT_KEY } from "./names.ts";
import { integer, must, oneOf, parts, positive, type Rule, type Rules, trueOrFalse } from "./option-rules.ts";

/** More than any limit is good for: above it leave the limit out. */
const MOST = 10_000;
const KEY = must(
  (key) => typeof key === "function" || isLimitKey(key),
  `${LIMIT_KEY}, or a function of the arguments that answers one`,
);

/** How many: of jobs at a time, of starts. */
export const limitRule: Rule = integer("1 to 10,000", 1, MOST);

/** Of a rate, beside whose it is. */
export const RATE: Rules = {
  limit: limitRule,
  per: positive("a duration of more than 0"),
  mode: oneOf("sliding", "fixed"),
};
export const RATE_NEEDS: readonly string[] = ["limit", "per"];

export const concurrencyRule: Rule = parts({ key: KEY, limit: limitRule, strict: trueOrFalse }, ["limit"]);
export const rateLimitRule: Rule = parts({ key: KEY, ...RATE }, RATE_NEEDS);
