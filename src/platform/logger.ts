import { expectOption } from "../errors/expect-option.ts";

/** How much a message of the runtime matters. */
export type LoggerLevel = "debug" | "info" | "warn" | "error";

/**
 * Where the runtime says what it does: a message for people, and the facts of it. `console` is one; any of the methods
 * may be missing, and is then not called.
 */
export type Logger = {
  readonly [Level in LoggerLevel]?: (message: string, facts: Readonly<Record<string, unknown>>) => void;
};

const LEVELS: readonly LoggerLevel[] = ["debug", "info", "warn", "error"];

/** @throws InvalidJobError for what is no logger */
export function expectLogger(call: string, logger: unknown): void {
  if (logger === undefined) return;
  const methods = LEVELS.map((level) => (logger as Logger | null)?.[level]).filter(
    (method) => method !== undefined,
  );
  const ok = methods.length > 0 && methods.every((method) => typeof method === "function");
  expectOption(ok, call, "logger", logger, "an object with some of debug, info, warn, error: functions");
}
