import { expectOption } from "../errors/expect-option.ts";
import { oneOf, parts, positive, type Rule, type Rules, trueOrFalse } from "./option-rules.ts";

const NEEDS: Rules = {
  network: oneOf("online", "unmetered"),
  charging: trueOrFalse,
  visible: trueOrFalse,
  idle: trueOrFalse,
  storage: oneOf("not-low"),
};

export const requiresRule: Rule = parts(NEEDS);

const prefersParts = parts({ within: positive("a duration of more than 0, such as '8h'"), ...NEEDS }, [
  "within",
]);

export const prefersRule: Rule = (call, option, prefers, inDefinition) => {
  prefersParts(call, option, prefers, inDefinition);
  const some = Object.keys(NEEDS).some((need) => (prefers as Record<string, unknown>)[need]);
  const expected = "something to prefer beside `within`, such as network: 'unmetered'";
  expectOption(some, call, option, prefers, expected);
};
