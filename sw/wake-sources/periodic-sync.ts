import { SYNC_TAG } from "../../src/client/worker/worker-protocol.ts";
import { type Shift, workDuring } from "../shift.ts";
import type { TaggedEvent } from "../worker-scope.ts";
import type { WakeSource } from "./wake-source.ts";

/** Periodic Background Sync: every half day at best, for installed apps; a safety net, never the schedule itself. */
export const periodicSync: WakeSource = {
  type: "periodicsync",
  onEvent(shift: Shift, event: TaggedEvent) {
    if (event.tag === SYNC_TAG) workDuring(shift, event, "periodicsync");
  },
};
