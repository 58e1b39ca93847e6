import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import type { Duration } from "../time/duration.ts";
import { storedRate } from "./limit-options.ts";
import { limitRule, RATE, RATE_NEEDS } from "./limit-rules.ts";
import { parts } from "./option-rules.ts";
import { isPlain } from "./plain-object.ts";
import type { QueueLimits } from "./queue-limit.ts";
import type { Rate } from "./rate-window.ts";

/** What may be said of a queue. */
export interface QueueLimitOptions {
  /** Jobs of the queue that may run at a time, over all contexts of the origin. */
  concurrency?: number;
  /** Jobs of the queue that may start in a span of time. */
  rateLimit?: { limit: number; per: Duration; mode?: Rate["mode"] };
}

/** A queue's rate is its own: it has no key. */
const rateRule = parts(RATE, RATE_NEEDS);

/**
 * A queue's limits in stored form; `undefined` for none.
 *
 * @throws InvalidJobError
 */
export function storedQueueLimits(call: string, limits: unknown): QueueLimits | undefined {
  if (limits === null) return undefined;
  expectOption(isPlain(limits), call, "limits", limits, "{ concurrency, rateLimit }, or null for none");
  expectKnownOptions(call, limits, ["concurrency", "rateLimit"]);
  const { concurrency, rateLimit } = limits as QueueLimitOptions;
  if (concurrency !== undefined) limitRule(call, "concurrency", concurrency, false);
  if (rateLimit !== undefined) rateRule(call, "rateLimit", rateLimit, false);
  if (concurrency === undefined && rateLimit === undefined) return undefined;
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rateLimit === undefined ? {} : { rate: storedRate(rateLimit) }),
  };
}
