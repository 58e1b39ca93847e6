import { clockJump } from "../recurring/firing.ts";
import { type Deciding, list } from "./operation.ts";
import type { Work } from "./work/work.ts";

/** Clock jumps that are remembered. */
const JUMPS_KEPT = 10;

/**
 * Looks whether the ground has moved under the recurring definitions: the clock was set back (what was planned from a
 * time that is now ahead would be silent until then), or the device has travelled to another zone. Those concerned
 * become due, so that the firing that follows looks at them; whether anything is to run it decides as always. The rest
 * of the time this reads nothing.
 *
 * @param jump the server saw the clock being set by this many milliseconds
 */
export function* replan(work: Work, zone: string, jump: number | undefined): Deciding<void> {
  const { now, totals } = work;
  const setBack = clockJump(totals.seenAt, now) === "back" ? now - totals.seenAt : undefined;
  const by = jump ?? setBack;
  const travelled = totals.zone !== undefined && totals.zone !== zone;
  if (by === undefined && totals.zone === zone) return;
  if (by !== undefined) totals.jumps = [...totals.jumps, { at: now, by }].slice(-JUMPS_KEPT);
  totals.zone = zone;
  work.totalsChanged();
  if (!travelled && by === undefined) return;
  for (const record of yield* list("recurring")) {
    const isDevice = record.schedule.kind === "cron" && record.schedule.timeZone === "device";
    const concerned = by !== undefined || (travelled && isDevice);
    if (concerned && record.dueAt !== undefined) work.definitions.save({ ...record, dueAt: now });
  }
  yield* work.flush();
}
