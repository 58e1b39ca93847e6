import { show } from "../errors/expect-option.ts";

/** A value that can be stored, as a copy that nobody else can change; or where it can't be. */
export type Storable = { ok: true; value: unknown } | { ok: false; path: string; what: string };

/**
 * Copies a value by structured clone, or says which part of it can't be copied.
 *
 * @param clone the platform's `structuredClone`
 */
export function storable(value: unknown, clone: (value: unknown) => unknown): Storable {
  try {
    return { ok: true, value: clone(value) };
  } catch (error) {
    const found = culprit(value, clone, "", new Set());
    return found ?? { ok: false, path: "", what: error instanceof Error ? error.message : String(error) };
  }
}

function culprit(
  value: unknown,
  clone: (value: unknown) => unknown,
  path: string,
  seen: Set<unknown>,
): Extract<Storable, { ok: false }> | undefined {
  if (typeof value === "function" || typeof value === "symbol") {
    return { ok: false, path, what: typeof value === "function" ? show(value) : "a symbol" };
  }
  if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
  seen.add(value);
  const parts: Iterable<[string, unknown]> =
    value instanceof Map
      ? [...value].flatMap(([key, item], i) => [
          [`.keys()[${i}]`, key] as [string, unknown],
          [`.get(${show(key)})`, item] as [string, unknown],
        ])
      : value instanceof Set
        ? [...value].map((item, i) => [`.values()[${i}]`, item])
        : Object.entries(value).map(([key, item]) => [Array.isArray(value) ? `[${key}]` : step(key), item]);
  for (const [name, part] of parts) {
    const found = culprit(part, clone, path + name, seen);
    if (found) return found;
  }
  try {
    clone(value);
    return undefined;
  } catch {
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    return { ok: false, path, what: `a ${kind}` };
  }
}

const step = (key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;

/** Bytes from which a value is stored apart from its job; where rewriting it with the job began to cost, measured. */
const LARGE = 10_000;

/** Whether a value is too large for the job's own record. */
export const isLarge = (value: unknown): boolean => sizeOf(value, LARGE) >= LARGE;

/** Bytes of a value, roughly; an estimate that stops as soon as it has reached `most`. */
export function sizeOf(value: unknown, most: number): number {
  let left = most;
  const pending: unknown[] = [value];
  while (pending.length > 0 && left > 0) {
    const item = pending.pop();
    if (typeof item === "string") left -= item.length;
    else if (typeof item !== "object" || item === null) left -= 8;
    else {
      const { byteLength, size } = item as { byteLength?: unknown; size?: unknown };
      if (typeof byteLength === "number") left -= byteLength;
      else if (item instanceof Map) pending.push(...item.keys(), ...item.values());
      else if (item instanceof Set) pending.push(...item);
      // A Blob is stored beside the record anyway, but reading its job in a list would open it.
      else if (typeof size === "number" && !Object.hasOwn(item, "size")) left = 0;
      else
        for (const [key, part] of Object.entries(item)) {
          left -= key.length;
          pending.push(part);
        }
      left -= 8;
    }
  }
  return most - left;
}
