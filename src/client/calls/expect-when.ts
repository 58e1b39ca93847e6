import { expectOption } from "../../errors/expect-option.ts";
import { milliseconds } from "../../time/duration.ts";
import { instant } from "../../time/instant.ts";
import type { When } from "../api/call-options.ts";

/**
 * When a job is due, as `dueAt` reads it; what is wrong is said here.
 *
 * @throws InvalidJobError
 */
export function dueAtOf(call: string, when: When, now: number): number {
  if (when instanceof Date) return instant(when, `${call}: when`);
  const { delay, at, ...rest } = (typeof when === "object" && when !== null ? when : {}) as {
    delay?: never;
    at?: never;
  };
  // Options of the job go behind it, and not into it.
  const one = (delay === undefined) !== (at === undefined) && Object.keys(rest).length === 0;
  expectOption(one, call, "when", when, "{ delay: '10m' } or { at: Date | number | ISO 8601 text }");
  const label = `${call}: ${at === undefined ? "delay" : "at"}`;
  return instant(at === undefined ? now + milliseconds(delay!, label) : at, label);
}
