import type { HistoryEntry } from "./state.ts";

/** Entries kept: a job that is retried for months must not outgrow its record. The first and the last 49 stay. */
export const HISTORY_LIMIT = 50;

/** The history with new entries at its end, shortened in its middle where it would grow too long. */
export function withHistory(history: readonly HistoryEntry[], ...added: HistoryEntry[]): HistoryEntry[] {
  const all = [...history, ...added];
  if (all.length <= HISTORY_LIMIT) return all;
  return [...all.slice(0, 1), ...all.slice(all.length - (HISTORY_LIMIT - 1))];
}

/** The history with another last entry: what was about to be written has not come to pass. */
export function withLastLine(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  return [...history.slice(0, -1), entry];
}
