import { milliseconds } from "../time/duration.ts";
import type { Preferences, Requirements } from "./constraints.ts";
import { needsOf } from "./needs-of.ts";

/** What a job would rather wait for, as it is stored. */
export interface StoredPreference {
  /** The letters of what it prefers; see needs.ts. */
  needs: string;
  /** Milliseconds for which it waits, from when it is first ready. */
  within: number;
  /** The end of that, once it has been ready. */
  until?: number;
  /** That end has come: it is run without. */
  lapsed?: true;
}

/** What is really required: a `false` asks for nothing. */
export function storedRequirements(requires: Requirements | undefined): { requires?: Requirements } {
  const asked = Object.entries(requires ?? {}).filter(([, value]) => value !== undefined && value !== false);
  return asked.length === 0 ? {} : { requires: Object.fromEntries(asked) };
}

/** What is preferred beyond what is required. */
export function storedPreference(
  prefers: Preferences | undefined,
  requires: Requirements | undefined,
): { prefers?: StoredPreference } {
  if (!prefers) return {};
  const required = needsOf(requires);
  const needs = [...needsOf(prefers)].filter(
    (need) => !required.includes(need) && !(need === "n" && required.includes("u")),
  );
  return needs.length === 0
    ? {}
    : { prefers: { needs: needs.join(""), within: milliseconds(prefers.within) } };
}
