import type { WaitingFor } from "./job.ts";
import { inWords } from "./limit.ts";
import { opensAt, type Rate, roomIn, type Starts } from "./rate-window.ts";

/** What one queue as a whole allows. */
export interface QueueLimits {
  /** Jobs of it that may run at a time, over all contexts. */
  concurrency?: number;
  rate?: Rate;
}

/** A limited queue as it is now. */
export interface QueueUse extends QueueLimits {
  /** Its running jobs, over all servers. */
  running: number;
  starts: Starts;
}

/** How many more of a queue's jobs may begin now. */
export function roomOfQueue({ concurrency, rate, running, starts }: QueueUse, now: number): number {
  const places = concurrency === undefined ? Number.POSITIVE_INFINITY : Math.max(0, concurrency - running);
  return rate ? Math.min(places, roomIn(starts, rate, now)) : places;
}

/** Why no more of a queue's jobs may begin now. The claim and `waitingFor` both ask here. */
export function queueBlocker(queue: string, use: QueueUse, now: number): WaitingFor | undefined {
  const { concurrency, rate, running, starts } = use;
  if (rate && roomIn(starts, rate, now) === 0) {
    const detail = `At most ${rate.limit} jobs of the queue '${queue}' may start in ${inWords(rate.per)}.`;
    return { kind: "limit", detail, until: opensAt(starts, rate, now) };
  }
  if (concurrency === undefined || running < concurrency) return undefined;
  return { kind: "limit", detail: `At most ${concurrency} jobs of the queue '${queue}' may run at a time.` };
}
