import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import { isPlain } from "./plain-object.ts";

/**
 * Throws unless an option's value is what it must be. `inDefinition`: it is given to `defineJob`, where functions may
 * stand that can't be stored with a job.
 *
 * @throws InvalidJobError naming the call, the option, the value and what is allowed
 */
export type Rule = (call: string, option: string, value: unknown, inDefinition: boolean) => void;

/** Rules by the name of the option, in the order in which errors list the names. */
export type Rules = Readonly<Record<string, Rule>>;

/** A rule of a test and the words for what passes it. */
export const must =
  (test: (value: unknown) => boolean, expected: string): Rule =>
  (call, option, value) =>
    expectOption(test(value), call, option, value, expected);

/** A whole number; `range` is how an error says `first` to `last`. */
export const integer = (range: string, first: number, last: number = Number.POSITIVE_INFINITY): Rule =>
  must(
    (value) => Number.isInteger(value) && (value as number) >= first && (value as number) <= last,
    `an integer from ${range}`,
  );

/** One of a few words. */
export const oneOf = (...words: readonly string[]): Rule =>
  must(
    (value) => words.includes(value as string),
    words
      .map((word) => `'${word}'`)
      .join(", ")
      .replace(/, ('[^']*')$/, " or $1"),
  );

export const trueOrFalse: Rule = must((value) => typeof value === "boolean", "true or false");

export const aFunction = (of: string): Rule =>
  must((value) => typeof value === "function", `a function of ${of}`);

/** Whether it is a text that says something. */
export const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

/** Whether it is a list, each item of which passes. */
export const isListOf = (value: unknown, test: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => test(item));

/** A duration, 0 among them. */
export const duration: Rule = (call, option, value) => {
  milliseconds(value as Duration, `${call}: ${option}`);
};

/** A duration of more than 0. */
export const positive =
  (expected: string): Rule =>
  (call, option, value) =>
    expectOption(milliseconds(value as Duration, `${call}: ${option}`) > 0, call, option, value, expected);

/** An object of options of its own. `needed`: those that can't be left out. */
export const parts =
  (
    rules: Rules,
    needed: readonly string[] = [],
    shape: string = `{ ${Object.keys(rules).join(", ")} }`,
  ): Rule =>
  (call, option, value, inDefinition) => {
    expectOption(isPlain(value), call, option, value, shape);
    expectKnownOptions(`${call}: ${option}`, value, Object.keys(rules));
    checkParts(call, `${option}.`, value, rules, inDefinition, needed);
  };

/** Checks each option that is given, or needed. */
export function checkParts(
  call: string,
  path: string,
  given: Record<string, unknown>,
  rules: Rules,
  inDefinition: boolean,
  needed: readonly string[] = [],
): void {
  for (const [name, rule] of Object.entries(rules))
    if (given[name] !== undefined || needed.includes(name))
      rule(call, path + name, given[name], inDefinition);
}
