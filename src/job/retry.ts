import type { StoredRetry } from "./record.ts";

/**
 * Milliseconds before the n-th retry (n from 1).
 *
 * `'exponential'` is Hangfire's formula: `round((n - 1)^4 + 15 + r·n)` seconds, r a random integer from 0 to 29
 * (`SecondsToDelay` of its automatic-retry filter): 15 to 44 s before the first retry, about 1.9 h before the tenth.
 *
 * @param random a number from 0 (inclusive) to 1 (exclusive)
 */
export function retryDelay(retry: StoredRetry, n: number, random: number): number {
  if (retry.delay === "exponential" || retry.delay === "custom") {
    const r = Math.floor(random * 30);
    return Math.round((n - 1) ** 4 + 15 + r * n) * 1_000;
  }
  const delay = retry.delay[Math.min(n, retry.delay.length) - 1] ?? 0;
  return delay + Math.floor(random * (retry.jitter + 1));
}
