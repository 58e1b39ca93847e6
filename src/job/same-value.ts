import { isPlain } from "./plain-object.ts";

/** Deeper than any data is meant to be. */
const DEEP = 64;

/**
 * Whether two values say the same, as far as plain data, lists and dates can tell; of anything else it is not known: `false`.
 *
 * @param seen what is being compared with what: a value that is met again, since it refers to itself or is referred to
 * from many places, isn't gone through again
 */
export function isSameValue(
  one: unknown,
  other: unknown,
  depth: number = DEEP,
  seen: Map<unknown, unknown> = new Map(),
): boolean {
  if (Object.is(one, other)) return true;
  if (depth === 0) return false;
  if (one instanceof Date && other instanceof Date) return Object.is(one.getTime(), other.getTime());
  const areLists = Array.isArray(one) && Array.isArray(other) && one.length === other.length;
  if (!areLists && !(isPlain(one) && isPlain(other))) return false;
  if (seen.get(one) === other) return true;
  seen.set(one, other);
  // A list's too: its holes are none of them.
  const keys = Object.keys(one);
  const [parts, others] = [one, other] as Record<string, unknown>[];
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSameValue(parts![key], others![key], depth - 1, seen))
  );
}
