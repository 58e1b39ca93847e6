import type { ReactiveControllerHost } from "lit";
import type { Job } from "../../job/job.ts";
import { nextDue } from "../../job/next-due.ts";
import { PAUSE } from "../feed.ts";
import { TickerController } from "./ticker-controller.ts";

/**
 * Has jobs read again when a time that one of them waits for has come: with nobody awake no commit tells of it.
 *
 * @param shown the jobs on the screen that may be read again now
 * @param again reads them; asked once for each time, whatever comes of it
 */
export function readAgainWhenDue(
  host: ReactiveControllerHost,
  shown: () => readonly Job[],
  again: () => unknown,
): void {
  let asked = Date.now();
  new TickerController(host, (now) => {
    // A clock that has been set back.
    asked = Math.min(asked, now);
    const next = nextDue(shown(), asked);
    // In its own millisecond it has not come yet; many that come one after the other are read together.
    const at = Math.max(next + 1, asked + PAUSE);
    if (at > now) return at;
    asked = now;
    again();
    return nextDue(shown(), asked) + 1;
  });
}
