import type { Operation } from "./operation.ts";
import { openWork } from "./work/work.ts";

/** Pauses or resumes a queue (`*`: all of them), for every context and until it is said otherwise. */
export const pauseQueue: Operation<{ now: number; queue: string; paused: boolean }, void> = {
  name: "pause-queue",
  mode: "readwrite",
  tables: ["counters", "leases"],
  *decide({ now, queue, paused }) {
    const work = yield* openWork(now);
    const { totals } = work;
    if (totals.paused.includes(queue) === paused) return work.decision(undefined);
    totals.paused = paused ? [...totals.paused, queue] : totals.paused.filter((name) => name !== queue);
    work.totalsChanged();
    work.notify({ type: "queue", name: queue, at: now });
    return work.decision(undefined);
  },
};
