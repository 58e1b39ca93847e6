import { parseLane } from "../job/lane-blockers.ts";
import { isConcurrency, keyOfLimit, rateOf } from "../job/limit.ts";
import type { Rules } from "../job/option-rules.ts";
import { opensAt, roomIn } from "../job/rate-window.ts";
import { type LimitsRead, readLimits } from "../operations/reads/read-limits.ts";
import type { Overview } from "../operations/reads/stretch.ts";
import type { Storage } from "../storage/storage.ts";
import { aText, checkQuery, pageLimit } from "./check-query.ts";
import type { HoldInfo, LimitInfo, LimitPage, LimitQuery } from "./limit-info.ts";

const CALL = "monitor.limits";
const DEFAULT_LIMIT = 50;
const RULES: Rules = { limit: pageLimit, after: aText("a page's next") };

/** One page of the keys by which jobs are limited. */
export async function readLimitPage(storage: Storage, now: number, query: LimitQuery): Promise<LimitPage> {
  checkQuery(CALL, query, RULES);
  const { limit = DEFAULT_LIMIT, after } = query;
  const { limits, next } = await storage.run(readLimits, { limit, after });
  const page = limits.map((each) => limitInfo(each, now));
  return Object.assign(page, next === undefined ? {} : { next });
}

function limitInfo({ row, running, entries }: LimitsRead["limits"][number], now: number): LimitInfo {
  const { id, limit, lines, kept = 0, starts = [] } = row;
  const rate = rateOf(row);
  // Whoever runs is still counted where it stood.
  const standing = Object.values(lines).reduce((sum, { ahead, behind }) => sum + ahead + behind, 0);
  const waiting = Math.max(0, standing - entries);
  const key = keyOfLimit(id);
  if (!rate || isConcurrency(id)) return { kind: "concurrency", key, limit, used: running + kept, waiting };
  const opens = opensAt(starts, rate, now);
  return {
    kind: "rate",
    key,
    ...rate,
    used: rate.limit - roomIn(starts, rate, now),
    waiting,
    ...(opens > now ? { opensAt: opens } : {}),
  };
}

/** The holds that stand, with how many jobs wait for each. */
export function holdInfos({ totals, leases }: Overview): HoldInfo[] {
  const waiting = new Map<string, number>();
  const add = (lane: string, count: number): void => {
    const { hold } = parseLane(lane);
    if (hold !== "") waiting.set(hold, (waiting.get(hold) ?? 0) + count);
  };
  for (const [lane, count] of Object.entries(totals.lanes)) add(lane, count);
  // A running job is still in its lane's count.
  for (const { lane } of leases.flatMap(({ jobs }) => jobs)) add(lane, -1);
  return totals.holds.map((hold) => ({ ...hold, waiting: Math.max(0, waiting.get(hold.name) ?? 0) }));
}
