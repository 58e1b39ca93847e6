import type { StoredPreference } from "./requirements.ts";

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
