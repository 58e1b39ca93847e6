import type { Shift } from "../shift.ts";

/** One kind of event that wakes the worker. A wake-up is a gift: it may come twice, late, or never. */
export interface WakeSource {
  /** The event's type. */
  readonly type: string;
  /** Called for each such event, at once: whatever is to keep the worker alive must be said before it returns. */
  onEvent(shift: Shift, event: never): void;
}
