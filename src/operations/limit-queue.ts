import { queueLimitId } from "../job/limit.ts";
import type { QueueLimits } from "../job/queue-limit.ts";
import type { Operation } from "./operation.ts";
import { openWork } from "./work/work.ts";

export interface LimitQueuesInput {
  now: number;
  /** By queue; `null`: no limit any more. Queues that are not named keep theirs. */
  queues: Readonly<Record<string, QueueLimits | null>>;
}

/** Limits queues as a whole, for every context and until it is said otherwise. */
export const limitQueues: Operation<LimitQueuesInput, void> = {
  name: "limit-queues",
  mode: "readwrite",
  tables: ["counters", "leases", "limits"],
  *decide({ now, queues }) {
    const work = yield* openWork(now);
    const { totals } = work;
    const known = totals.queueLimits ?? {};
    const changed = Object.entries(queues).filter(
      ([queue, limits]) => JSON.stringify(known[queue] ?? null) !== JSON.stringify(limits),
    );
    if (changed.length === 0) return work.decision(undefined);
    const { rows } = work.lines;
    yield* rows.load(changed.map(([queue]) => queueLimitId(queue)));
    for (const [queue, limits] of changed) {
      const id = queueLimitId(queue);
      if (limits) known[queue] = limits;
      else delete known[queue];
      if (limits?.rate && rows.get(id)) rows.say({ id, ...limits.rate });
      else if (rows.get(id)) rows.forget(id);
      work.notify({ type: "queue", name: queue, at: now });
    }
    if (Object.keys(known).length > 0) totals.queueLimits = known;
    else delete totals.queueLimits;
    work.totalsChanged();
    return work.decision(undefined);
  },
};
