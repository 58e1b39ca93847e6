import type { Key } from "../../operations/operation.ts";
import { compareKeys } from "../keys.ts";
import { stemOf } from "./job-layout.ts";
import type { Bounds } from "./ranges.ts";
import { SPAN } from "./ready-rows.ts";

/** In the store of waiting jobs the id follows the place: all that stands at a place lies between it and `[…, []]`. */
export function aroundRows({ lower, upper, upperOpen }: Bounds): Bounds {
  return {
    lower: isWithinLine(lower) ? [...lower.slice(0, 2), lower[2] - SPAN + 1] : lower,
    upper: isWithinLine(upper) && !upperOpen ? [...upper, []] : upper,
  };
}

export const isWithinLine = (key: Key | undefined): key is [string, number, number] =>
  Array.isArray(key) && typeof key[2] === "number";

/** The rows that may hold ids of a range: a stem comes before the ids that begin with it. */
export function aroundStems({ lower, upper }: Bounds): Bounds {
  return { lower: lower && stemOf(lower as string), upper };
}

/** The packs that may hold something of a range: those from the time of its lower bound on. */
export function aroundPacks({ lower, upper }: Bounds): Bounds {
  return { lower: Array.isArray(lower) ? lower.slice(0, 2) : lower, upper };
}

export function isWithin(key: Key, { lower, upper, lowerOpen, upperOpen }: Bounds): boolean {
  const low = lower === undefined ? 1 : compareKeys(key, lower);
  const high = upper === undefined ? -1 : compareKeys(key, upper);
  return (low > 0 || (low === 0 && !lowerOpen)) && (high < 0 || (high === 0 && !upperOpen));
}
