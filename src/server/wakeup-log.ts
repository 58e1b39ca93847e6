import { recordWakeup } from "../operations/record-wakeup.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";
import type { LoopParts } from "./loop-parts.ts";

/** Wake-ups that come often are recorded at most this often, milliseconds; the rare ones each time. */
const INTERVAL = 10_000;
const OFTEN: ReadonlySet<string> = new Set(["enqueue", "change", "alarm", "timer", "fetch", "visible"]);

/** What a browser starts a worker for, and whoever set it up wants to see come: told also of a server that was at work. */
const EVENTS: ReadonlySet<string> = new Set(["sync", "periodicsync", "push"]);

/**
 * Writes down which wake-ups came and what they brought, without a write for each of the frequent ones. It is told of one when
 * that is over: the loop is at rest again.
 */
export function wakeupLog(
  storage: Storage,
  clock: Clock,
  server: () => string,
): Pick<LoopParts, "onRest" | "onBusy"> {
  const written = new Map<string, number>();
  const counts = new Map<string, number>();
  const onRest = (source: string, at: number, jobs: number): void => {
    const count = (counts.get(source) ?? 0) + 1;
    counts.set(source, count);
    const last = written.get(source);
    if (OFTEN.has(source) && last !== undefined && clock.now() - last < INTERVAL) return;
    written.set(source, clock.now());
    counts.delete(source);
    // A record of what was, not of what is to be done: one that fails is made good by the next.
    storage.run(recordWakeup, { source, at, count, jobs, server: server() }).catch(() => {});
  };
  return {
    onRest,
    onBusy(source) {
      if (EVENTS.has(source)) onRest(source, clock.now(), 0);
    },
  };
}
