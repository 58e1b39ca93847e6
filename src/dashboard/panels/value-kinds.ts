import { masked } from "../../job/redact.ts";

/** What a value is, by the name a developer calls it. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "Array";
  return Object.prototype.toString.call(value).slice(8, -1);
}

export const isBytes = (value: unknown): value is Blob | ArrayBuffer | ArrayBufferView =>
  value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/** A value's members, or `undefined` for one that has none of its own kind. */
export function membersOf(value: unknown): [key: string, member: unknown][] | undefined {
  if (Array.isArray(value)) return value.map((member, i): [string, unknown] => [String(i), member]);
  if (value instanceof Map) return [...value].map(([key, member]) => [keyText(key), member]);
  if (value instanceof Set) return [...value].map((member, i) => [String(i), member]);
  if (value instanceof Error)
    return [
      ["message", value.message],
      ...(value.cause === undefined ? [] : [["cause", value.cause] as [string, unknown]]),
    ];
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof RegExp)
    return undefined;
  return Object.entries(value);
}

/** A value without members, as it is written in code. */
export function leafText(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  return String(value);
}

const keyText = (key: unknown): string =>
  typeof key === "object" && key !== null && !(key instanceof Date) ? kindOf(key) : leafText(key);

/**
 * A value as JSON, for pasting elsewhere: what JSON doesn't know becomes the nearest it does, and members named in
 * `redact` are masked.
 */
export function toJson(value: unknown, redact: readonly string[] = []): string {
  const plain = (given: unknown, above: readonly unknown[]): unknown => {
    if (typeof given === "bigint") return String(given);
    if (given instanceof Date || given instanceof RegExp) return leafText(given);
    if (isBytes(given))
      return `[${kindOf(given)} ${given instanceof Blob ? given.size : given.byteLength} B]`;
    const members = membersOf(given);
    if (!members) return given;
    if (above.includes(given)) return "[circular]";
    const inside = members.map(([name, member]) => [name, plain(member, [...above, given])] as const);
    return Array.isArray(given) || given instanceof Set
      ? inside.map(([, member]) => member)
      : Object.fromEntries(inside);
  };
  return JSON.stringify(plain(masked(value, redact), []), null, 2) ?? "undefined";
}
