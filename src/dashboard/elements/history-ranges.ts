import type { HistoryBucket, Monitor } from "../../monitor/monitor-api.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Range {
  resolution: "minute" | "hour" | "day";
  /** Length of a bucket, in milliseconds. */
  step: number;
  count: number;
}

export type HistoryRange = "1h" | "24h" | "7d" | "30d";

export const RANGES: Readonly<Record<HistoryRange, Range>> = {
  "1h": { resolution: "minute", step: MINUTE, count: 60 },
  "24h": { resolution: "hour", step: HOUR, count: 24 },
  "7d": { resolution: "day", step: DAY, count: 7 },
  "30d": { resolution: "day", step: DAY, count: 30 },
};

/** Every bucket of a range up to now, oldest first, the empty ones too: the store keeps none of those. */
export async function readHistory(
  monitor: Monitor,
  range: HistoryRange,
  now: number,
): Promise<HistoryBucket[]> {
  const { resolution, step, count } = RANGES[range];
  const last = Math.floor(now / step) * step;
  const from = last - (count - 1) * step;
  const known = new Map(
    (await monitor.history({ from, to: now, resolution })).map((bucket) => [bucket.at, bucket]),
  );
  return Array.from({ length: count }, (_, i) => {
    const at = from + i * step;
    return known.get(at) ?? { at, created: 0, succeeded: 0, failed: 0, deleted: 0, retried: 0 };
  });
}
