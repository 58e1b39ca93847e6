import { guarded } from "./guarded.ts";
import type { Logger, LoggerLevel } from "./logger.ts";

/** Says one thing. What the app's logger throws is its own trouble. */
export function say(
  logger: Logger | undefined,
  level: LoggerLevel,
  message: string,
  facts: Readonly<Record<string, unknown>>,
): void {
  if (logger?.[level]) guarded(() => logger[level]?.(message, facts));
}
