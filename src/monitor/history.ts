import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { readHours } from "../operations/reads/queries.ts";
import type { MinuteCounts } from "../operations/tables.ts";
import { COUNTED, sumMinutes } from "../operations/work/counting.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";
import { instant } from "../time/instant.ts";
import type { HistoryBucket, HistoryQuery } from "./monitor-api.ts";

const SPANS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
/** Buckets in one answer: a day of minutes; more is a mistake in the resolution. */
const BUCKET_LIMIT = 1_500;

/** What happened between two instants, span by span, empty spans included; oldest first. */
export async function readHistory(
  storage: Storage,
  clock: Clock,
  query: HistoryQuery,
): Promise<HistoryBucket[]> {
  const call = "monitor.history";
  expectKnownOptions(call, query, ["from", "to", "resolution"]);
  const resolution = query.resolution ?? "hour";
  expectOption(resolution in SPANS, call, "resolution", resolution, "'minute', 'hour' or 'day'");
  const span = SPANS[resolution];
  const from = instant(query.from, `${call}: from`);
  const first = Math.floor(from / span) * span;
  const to = query.to === undefined ? clock.now() : instant(query.to, `${call}: to`);
  expectOption(to >= from, call, "to", query.to ?? to, "an instant that is not before from");
  const count = Math.floor((to - first) / span) + 1;
  expectOption(
    count <= BUCKET_LIMIT,
    call,
    "from",
    query.from,
    `at most ${BUCKET_LIMIT} spans of a ${resolution}`,
  );
  const minutes = new Map<number, MinuteCounts[]>();
  const lastSpanEnd = first + count * span - 1;
  const hours = await storage.run(readHours, {
    from: Math.floor(first / SPANS.hour),
    to: Math.floor(lastSpanEnd / SPANS.hour),
  });
  for (const row of hours) {
    for (const [minute, counts] of Object.entries(row.minutes)) {
      const at = Math.floor((row.hour * SPANS.hour + Number(minute) * SPANS.minute) / span) * span;
      minutes.set(at, [...(minutes.get(at) ?? []), counts]);
    }
  }
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const at = first + i * span;
    const sums = sumMinutes(minutes.get(at) ?? []);
    const named = Object.fromEntries(COUNTED.map((what, n) => [what, sums[n] ?? 0]));
    return { at, ...(named as Omit<HistoryBucket, "at">) };
  });
}
