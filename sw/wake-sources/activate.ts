import { type Shift, work } from "../shift.ts";
import type { LastingEvent } from "../worker-scope.ts";
import type { WakeSource } from "./wake-source.ts";

/** This version of the worker takes over. */
export const activate: WakeSource = {
  type: "activate",
  onEvent(shift: Shift, event: LastingEvent) {
    // Without this a first visit's page would go uncontrolled, and its alarm unheard, until it is loaded again.
    event.waitUntil(shift.scope.clients.claim());
    // Beside the event, not within it: until it has ended the browser holds back every page load and fetch of the app.
    void work(shift, "activate");
  },
};
