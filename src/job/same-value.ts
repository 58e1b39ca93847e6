import { isPlain } from "./plain-object.ts";

/** Deeper than any data is meant to be; what refers to itself ends here too. */
const DEEP = 64;

/** Whether two values say the same, as far as plain data, lists and dates can tell; of anything else it is not known: `false`. */
export function isSameValue(one: unknown, other: unknown, depth: number = DEEP): boolean {
  if (Object.is(one, other)) return true;
  if (depth === 0) return false;
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((part, i) => isSameValue(part, other[i], depth - 1));
  if (!isPlain(one) || !isPlain(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSameValue(one[key], other[key], depth - 1))
  );
}
