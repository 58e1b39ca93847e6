export type LogLevel = "debug" | "info" | "warn" | "error";

export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** A line a handler wrote. */
export interface LogEntry {
  /** The attempt that wrote it, 1-based. */
  attempt: number;
  at: number;
  level: LogLevel;
  message: string;
  /** Whatever the handler gave with it. */
  data?: unknown;
}

/** Lines kept of one attempt; the ones behind are counted in its last line. */
export const LOG_LIMIT = 200;
