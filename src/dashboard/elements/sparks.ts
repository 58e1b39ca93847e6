import type { HistoryBucket } from "../../monitor/monitor-api.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import type { Level, Levels } from "../levels.ts";
import type { Locale } from "../locale/locale.ts";
import type { PageWords } from "../locale/page-words.ts";

const MINUTE = 60_000;
/** As many as a definition keeps: with so many, there may have been others before. */
const RUNS_KEPT = 20;

export type Tile =
  | "enqueued"
  | "scheduled"
  | "processing"
  | "succeeded"
  | "failed"
  | "retries"
  | "recurring"
  | "servers";

/** Tiles, and the word for what is drawn under them: what the store has counted, or what this page has seen. */
const DRAWN: Readonly<Record<Tile, keyof PageWords["overview"]["sparks"]>> = {
  enqueued: "created",
  scheduled: "seen",
  processing: "ended",
  succeeded: "succeeded",
  failed: "failed",
  retries: "retried",
  recurring: "runs",
  servers: "seen",
};

/** An hour by minute, oldest first; `undefined` where nothing is known. */
export type Minutes = readonly (number | undefined)[];

/** What is known of the last hour. */
export interface LastHour {
  buckets: readonly HistoryBucket[];
  recurring: readonly RecurringJob[];
  levels: Levels;
}

/** The line of a tile. A number that the store has no past of has that of what changes it. */
export function minutesOf(tile: Tile, { buckets, recurring, levels }: LastHour, now: number): Minutes {
  const what = DRAWN[tile];
  if (what === "seen") return levels.over(tile as Level, now);
  if (what === "runs") return runsOf(recurring, buckets);
  if (what === "ended") return buckets.map((each) => each.succeeded + each.failed + each.retried);
  return buckets.map((each) => each[what]);
}

/** The same in words, for those who don't see it. */
export function tellMinutes(tile: Tile, minutes: Minutes, locale: Locale): string {
  const known = minutes.filter((each) => each !== undefined);
  const { sparks } = locale.words.overview;
  return locale.text(sparks[DRAWN[tile]], {
    duration: locale.duration(known.length * MINUTE),
    total: locale.number(known.reduce((sum, each) => sum + each, 0)),
    least: locale.number(Math.min(...known)),
    most: locale.number(Math.max(...known)),
  });
}

/** Runs that have begun; nothing from before the first that a busy definition still knows. */
function runsOf(recurring: readonly RecurringJob[], buckets: readonly HistoryBucket[]): Minutes {
  const first = buckets[0]?.at ?? 0;
  const begun: number[] = [];
  let since = first;
  for (const { runs } of recurring) {
    if (runs.length >= RUNS_KEPT) since = Math.max(since, runs[0]?.plannedAt ?? 0);
    for (const { startedAt = 0 } of runs) if (startedAt >= first) begun.push(startedAt);
  }
  return buckets.map(({ at }) =>
    at < since ? undefined : begun.filter((each) => each >= at && each < at + MINUTE).length,
  );
}
