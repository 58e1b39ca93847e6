import type { Operation } from "./operation.ts";
import { placeHold, releaseHold } from "./work/standing-holds.ts";
import { openWork } from "./work/work.ts";

/** Places a hold, or releases it: jobs that name it wait while it stands, in every context. */
export const setHold: Operation<{ now: number; name: string; reason?: string; held: boolean }, boolean> = {
  name: "set-hold",
  mode: "readwrite",
  tables: ["counters", "leases"],
  *decide({ now, name, reason, held }) {
    const work = yield* openWork(now);
    const changed = held
      ? placeHold(work.totals, { name, at: now, ...(reason === undefined ? {} : { reason }) })
      : releaseHold(work.totals, name);
    if (changed) {
      work.totalsChanged();
      work.notify({ type: "queue", name: `hold:${name}`, at: now });
    }
    return work.decision(changed);
  },
};
