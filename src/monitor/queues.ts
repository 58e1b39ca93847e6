import { parseLane } from "../job/lane-blockers.ts";
import { enteredAt } from "../job/place.ts";
import type { QueueUse } from "../job/queue-limit.ts";
import { roomIn } from "../job/rate-window.ts";
import type { JobRecord } from "../job/record.ts";
import type { Overview } from "../operations/reads/stretch.ts";
import { queuesInUse } from "../operations/work/limit-use.ts";
import { perMinute } from "../operations/work/pace.ts";
import type { QueueInfo, QueueLimitInfo } from "./queue-info.ts";

/** Every queue there is something to say of, by name. */
export function queueInfos(seen: Overview, heads: readonly JobRecord[], now: number): QueueInfo[] {
  const queues = queuesOf(seen, now);
  for (const head of heads) {
    const queue = queues.get(head.queue);
    if (queue) queue.oldestAt = Math.min(queue.oldestAt ?? Number.POSITIVE_INFINITY, enteredAt(head));
  }
  for (const [name, use] of queuesInUse(seen.totals, seen.leases, seen.limits ?? [])) {
    const queue = queues.get(name);
    if (queue) queue.limits = limitInfo(use, now);
  }
  return [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function limitInfo({ concurrency, rate, starts }: QueueUse, now: number): QueueLimitInfo {
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rate ? { rateLimit: { ...rate, used: rate.limit - roomIn(starts, rate, now) } } : {}),
  };
}

/** Queues that hold a job, are paused or limited. */
export function queuesOf({ totals, leases }: Overview, now: number): Map<string, QueueInfo> {
  const queues = new Map<string, QueueInfo>();
  const all = totals.paused.includes("*");
  const queue = (name: string): QueueInfo => {
    const known = queues.get(name) ?? {
      name,
      length: 0,
      processing: 0,
      paused: all || totals.paused.includes(name),
      ...(all ? { allPaused: true as const } : {}),
      perMinute: perMinute(totals, name, now),
    };
    queues.set(name, known);
    return known;
  };
  for (const name of totals.paused) if (name !== "*") queue(name);
  for (const name of Object.keys(totals.queueLimits ?? {})) queue(name);
  for (const [name, count] of Object.entries(totals.behind ?? {})) queue(name).length += count;
  for (const [lane, count] of Object.entries(totals.lanes)) queue(parseLane(lane).queue).length += count;
  for (const { lane } of leases.flatMap((row) => row.jobs)) {
    const info = queue(parseLane(lane).queue);
    info.processing += 1;
    info.length -= 1;
  }
  return queues;
}
