import type { Key } from "../operations/operation.ts";

/** IndexedDB's order of keys: numbers, then texts, then arrays, arrays item by item and the shorter first. */
export function compareKeys(a: Key, b: Key): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compareKeys(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

const rankOf = (key: Key): number => (typeof key === "number" ? 0 : typeof key === "string" ? 1 : 2);
