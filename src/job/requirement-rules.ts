import { expectOption } from "../errors/expect-option.ts";
import type { Preferences } from "./constraints.ts";
import { needsOf } from "./needs-of.ts";
import { oneOf, parts, positive, type Rule, type Rules, trueOrFalse } from "./option-rules.ts";

const NEEDS: Rules = {
  network: oneOf("online", "unmetered"),
  charging: trueOrFalse,
  visible: trueOrFalse,
  idle: trueOrFalse,
  storage: oneOf("not-low"),
};

export const requiresRule: Rule = parts(NEEDS);

const prefersParts = parts(
  { ...NEEDS, within: positive("a duration of more than 0, such as '8h'") },
  ["within"],
  `{ within, ${Object.keys(NEEDS).join(", ")} }`,
);

export const prefersRule: Rule = (call, option, prefers, inDefinition) => {
  prefersParts(call, option, prefers, inDefinition);
  const some = needsOf(prefers as Preferences) !== "";
  const expected = "something to prefer beside `within`, such as network: 'unmetered'";
  expectOption(some, call, option, prefers, expected);
};
