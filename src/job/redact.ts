import { isPlain } from "./plain-object.ts";

/** What stands in a masked property's place. */
export const MASK = "[hidden]";

/**
 * Whether a property is masked: an entry of `redact` is its name, at any depth, or the last part of its path
 * (`card.number` is the number of a card, wherever that is).
 *
 * @param path names of the properties around the value and its own, outermost first; positions in lists don't count
 */
export function isRedacted(redact: readonly string[] | undefined, path: readonly string[]): boolean {
  const name = path.at(-1);
  if (!redact || redact.length === 0 || name === undefined) return false;
  return redact.some((entry) => {
    if (entry === name) return true;
    const parts = entry.split(".");
    return (
      parts.length > 1 &&
      parts.length <= path.length &&
      parts.every((part, i) => part === path.at(i - parts.length))
    );
  });
}

/**
 * A copy of a value without what `redact` names; what isn't a list, a plain object, a Map or a Set is kept as it is.
 *
 * @param onMask called for each that is masked
 */
export function masked(
  value: unknown,
  redact: readonly string[] | undefined,
  onMask: () => void = () => {},
): unknown {
  if (!redact || redact.length === 0) return value;
  const copies = new Map<unknown, unknown>();
  const copy = (given: unknown, path: readonly string[]): unknown => {
    if (typeof given !== "object" || given === null) return given;
    if (copies.has(given)) return copies.get(given);
    const inside = (key: unknown, member: unknown): unknown => {
      const place = [...path, String(key)];
      if (!isRedacted(redact, place)) return copy(member, place);
      onMask();
      return MASK;
    };
    if (Array.isArray(given)) {
      const list: unknown[] = [];
      copies.set(given, list);
      for (const member of given) list.push(copy(member, path));
      return list;
    }
    if (given instanceof Set) {
      const set = new Set<unknown>();
      copies.set(given, set);
      for (const member of given) set.add(copy(member, path));
      return set;
    }
    if (given instanceof Map) {
      const map = new Map<unknown, unknown>();
      copies.set(given, map);
      for (const [key, member] of given) map.set(key, inside(key, member));
      return map;
    }
    if (!isPlain(given)) return given;
    const object: Record<string, unknown> = {};
    copies.set(given, object);
    for (const [key, member] of Object.entries(given)) define(object, key, inside(key, member));
    return object;
  };
  return copy(value, []);
}

/** Sets a property that may be called `__proto__`. */
export function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
