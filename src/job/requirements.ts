import { milliseconds } from "../time/duration.ts";
import type { Preferences, Requirements } from "./constraints.ts";
import { needsOf } from "./needs.ts";

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

/** The letters of what it still waits for although it could do without. */
export const standingPreference = (prefers: StoredPreference | undefined): string =>
  prefers && !prefers.lapsed ? prefers.needs : "";

/** Ready since `at`: until when it waits for what it prefers is settled then, and holds for its retries too. */
export function readySince(prefers: StoredPreference, at: number): StoredPreference {
  const { needs, within, until = at + within, lapsed } = prefers;
  return { needs, within, until, ...(lapsed || until <= at ? { lapsed: true as const } : {}) };
}

/** As it was before it was first ready. */
export function renewedPreference({ needs, within }: StoredPreference): StoredPreference {
  return { needs, within };
}
