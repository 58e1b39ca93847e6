import type { Hold } from "../../job/lane.ts";
import type { Totals } from "../tables.ts";

/** Answers whether it did not stand already. */
export function placeHold(totals: Totals, hold: Hold): boolean {
  if (totals.holds.some((each) => each.name === hold.name)) return false;
  totals.holds = [...totals.holds, hold];
  return true;
}

/** Answers whether it stood. */
export function releaseHold(totals: Totals, name: string): boolean {
  const rest = totals.holds.filter((each) => each.name !== name);
  const changed = rest.length < totals.holds.length;
  totals.holds = rest;
  return changed;
}
