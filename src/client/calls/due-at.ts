import { type Duration, milliseconds } from "../../time/duration.ts";
import type { InstantInput } from "../../time/moment.ts";
import { momentOf } from "../../time/moment.ts";
import type { When } from "../api/call-options.ts";

/**
 * When a job is due, epoch milliseconds. Without the words of `dueAtOf`, which a page needs later: what is wrong is not a
 * number, or throws.
 */
export function dueAt(when: When, now: number): number {
  if (when instanceof Date) return momentOf(when);
  const { delay, at, ...rest } = when as { delay?: Duration; at?: InstantInput };
  if (Object.keys(rest).length > 0) return Number.NaN;
  if (at === undefined) return momentOf(now + milliseconds(delay!));
  return delay === undefined ? momentOf(at) : Number.NaN;
}
