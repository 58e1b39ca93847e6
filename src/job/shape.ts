import { type Check, list } from "./check.ts";
import { isPlain } from "./plain-object.ts";

// Checks look only at own properties of plain objects, so that nothing inherited, and no `__proto__`, passes for data.

export const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value);

export const integer =
  (least: number, most: number = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

export const flag: Check = (value) => typeof value === "boolean";
export const yes: Check = (value) => value === true;
export const anything: Check = () => true;

export const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);

export const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

export const tuple =
  (...checks: readonly Check[]): Check =>
  (value) =>
    Array.isArray(value) &&
    value.length === checks.length &&
    checks.every((check, i) => check((value as unknown[])[i]));

/** Exactly these properties; one that may be absent has a check that takes `undefined`. */
export const shape = (checks: Readonly<Record<string, Check>>): Check => {
  const names = Object.keys(checks);
  return (value) =>
    isPlain(value) &&
    Object.keys(value).every((key) => Object.hasOwn(checks, key)) &&
    names.every((name) => checks[name]!(Object.hasOwn(value, name) ? value[name] : undefined));
};

/** Any properties whose names and values are so. */
export const dictionary =
  (name: Check, check: Check, most: number): Check =>
  (value) =>
    isPlain(value) &&
    Object.keys(value).length <= most &&
    Object.entries(value).every(([key, member]) => key !== "__proto__" && name(key) && check(member));

/** Data as JSON has it, not deeper than this. */
export const plainData = (depth: number): Check => {
  const check: Check = (value) =>
    value === null ||
    value === undefined ||
    ["string", "number", "boolean"].includes(typeof value) ||
    (depth > 0 &&
      either(list(plainData(depth - 1), 1_000), dictionary(anything, plainData(depth - 1), 100))(value));
  return check;
};
