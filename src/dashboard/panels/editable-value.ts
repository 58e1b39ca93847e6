import { define, isRedacted } from "../../job/redact.ts";

/**
 * A value as JSON that can be edited and read back. What JSON doesn't know is an object with one property: `$date`,
 * `$bigint`, `$undefined`, `$number`, `$map`, `$set`; what can't be written, or must not be seen, is `$same` and a path:
 * it stays as it was.
 */
export function toEditable(value: unknown, redact: readonly string[] = []): string {
  const plain = (given: unknown, path: readonly string[], names: readonly string[]): unknown => {
    const same = { $same: path.join("/") };
    if (isRedacted(redact, names)) return same;
    if (given === undefined) return { $undefined: true };
    if (typeof given === "bigint") return { $bigint: String(given) };
    if (typeof given === "number" && (!Number.isFinite(given) || Object.is(given, -0)))
      return { $number: Object.is(given, -0) ? "-0" : String(given) };
    if (typeof given !== "object" || given === null) return given;
    if (path.length > DEEPEST) return same;
    const inside = (member: unknown, at: string, name: readonly string[] = names): unknown =>
      plain(member, [...path, at], name);
    if (Array.isArray(given)) return given.map((member, i) => inside(member, String(i)));
    if (given instanceof Date && !Number.isNaN(given.getTime())) return { $date: given.toISOString() };
    if (given instanceof Set) return { $set: [...given].map((member, i) => inside(member, String(i))) };
    if (given instanceof Map)
      return {
        $map: [...given].map(([key, member], i) => [
          inside(key, `${i}.key`),
          inside(member, `${i}.value`, [...names, typeof key === "object" ? "" : String(key)]),
        ]),
      };
    if (!isPlain(given)) return same;
    const entries = Object.entries(given);
    // An object that looks like one of ours would be read back as something else.
    if (entries.length === 1 && entries[0]?.[0].startsWith("$")) return same;
    const copy: Record<string, unknown> = {};
    for (const [key, member] of entries) define(copy, key, inside(member, key, [...names, key]));
    return copy;
  };
  return JSON.stringify(plain(value, [], []), null, 2);
}

/** Deeper than people write, and than a stack allows; circular values end here too. */
const DEEPEST = 60;

/**
 * Reads an edited value back.
 *
 * @param original what `$same` refers to
 * @throws SyntaxError Error with a message for the person who wrote it
 */
export function fromEditable(text: string, original: unknown): unknown {
  const read = (given: unknown): unknown => {
    if (typeof given !== "object" || given === null) return given;
    if (Array.isArray(given)) return given.map(read);
    const entries = Object.entries(given);
    const [[key, value] = ["", undefined]] = entries;
    if (entries.length === 1 && key.startsWith("$")) return special(key, value);
    const copy: Record<string, unknown> = {};
    for (const [name, member] of entries) define(copy, name, read(member));
    return copy;
  };
  const special = (key: string, value: unknown): unknown => {
    switch (key) {
      case "$undefined":
        return undefined;
      case "$bigint":
        return BigInt(String(value));
      case "$number":
        return Number(value);
      case "$date":
        return dateOf(value);
      case "$set":
        return new Set(listOf(key, value).map(read));
      case "$map":
        return new Map(listOf(key, value).map((pair) => listOf(key, pair).map(read) as [unknown, unknown]));
      case "$same":
        return at(original, String(value));
      default:
        throw new Error(key);
    }
  };
  return read(JSON.parse(text));
}

function listOf(key: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${key}: ${JSON.stringify(value)}`);
  return value;
}

function dateOf(value: unknown): Date {
  const date = new Date(value as string);
  if (Number.isNaN(date.getTime())) throw new Error(`$date: ${String(value)}`);
  return date;
}

/** What is at a path of the original. */
function at(original: unknown, path: string): unknown {
  let value = original;
  for (const part of path === "" ? [] : path.split("/")) {
    const [, index = "", side] = /^(\d+)\.(key|value)$/.exec(part) ?? [];
    if (value instanceof Map && side) value = [...value][Number(index)]?.[side === "key" ? 0 : 1];
    else if (value instanceof Set) value = [...value][Number(part)];
    else if (typeof value === "object" && value !== null && Object.hasOwn(value, part))
      value = (value as Record<string, unknown>)[part];
    else throw new Error(`$same: ${path}`);
  }
  return value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
