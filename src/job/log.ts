import { isLarge, storable } from "./storable.ts";

/** How much a line of a job's log matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** A line a handler wrote. */
export interface LogEntry {
  /** The attempt that wrote it, 1-based. */
  attempt: number;
  /** Epoch milliseconds. */
  at: number;
  level: LogLevel;
  message: string;
  /** Whatever the handler gave with it. */
  data?: unknown;
}

/** Lines kept of one run; the ones behind are counted in its last line. */
export const LOG_LIMIT = 200;
/** A job that is interrupted, sleeps or is tried again has many runs: the lines of so many are kept. */
export const LOG_RUNS = 20;
/** Characters of a message: a page of text. */
const MESSAGE_LIMIT = 4_000;

/** A message, no longer than a person reads. */
export function messageOf(message: unknown): string {
  const text = String(message);
  return text.length <= MESSAGE_LIMIT ? text : `${text.slice(0, MESSAGE_LIMIT)}…`;
}

/** A copy of what came with a line, or a word in its place: the log is no place for large data. */
export function logDataOf(data: unknown, clone: (value: unknown) => unknown): { data?: unknown } {
  if (data === undefined) return {};
  const copy = storable(data, clone);
  if (!copy.ok) return { data: messageOf(data) };
  return { data: isLarge(copy.value) ? "Left out: it is larger than 10 KB." : copy.value };
}
