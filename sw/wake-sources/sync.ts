import { SYNC_TAG } from "../../src/client/worker/worker-protocol.ts";
import { type Shift, work } from "../shift.ts";
import type { TaggedEvent } from "../worker-scope.ts";
import type { WakeSource } from "./wake-source.ts";

/** Background Sync: the network is back, whether or not a page is open. */
export const sync: WakeSource = {
  type: "sync",
  onEvent(shift: Shift, event: TaggedEvent) {
    if (event.tag !== SYNC_TAG) return;
    // One that is failed is given again by the browser: the only promise there is of another with no page open.
    event.waitUntil(work(shift, "sync").then(expectDone));
  },
};

function expectDone(isDone: boolean): void {
  if (!isDone) throw new Error("There are jobs left to do; the browser is asked for another sync event.");
}
