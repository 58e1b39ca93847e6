import { type Shift, workDuring } from "../shift.ts";
import type { LastingEvent } from "../worker-scope.ts";

/** A push message, whatever it says. The event is the app's, which must show something for it; it hands it on. */
export function onPush(shift: Shift, event: LastingEvent): void {
  workDuring(shift, event, "push");
}
