import type { Clock } from "../platform/clock.ts";
import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";
import { ALARM_PATH, alarmLock } from "./worker-protocol.ts";

/** `SharedWorker` in our own words: a worker's own library doesn't know it, and this file compiles there too. */
type SharedWorkerLike = new (
  url: string,
  options: { name: string },
) => EventTarget & {
  readonly port: EventTarget & { start(): void; close(): void };
};

/** A new alarm says that it runs within milliseconds; a slow device has this long. */
const PATIENCE = 10_000;

/**
 * Starts what wakes the service worker at the next due time, in the order that was measured to be best: a SharedWorker
 * (its timers are exact in hidden and even in frozen pages), a dedicated worker (exact in hidden pages), the page's own
 * timers (once a minute in a hidden page). Both workers' script is served by the service worker.
 *
 * @returns how to stop it
 */
export function startAlarm(
  scope: string,
  storage: Storage,
  { clock, locks }: Pick<Platform, "clock" | "locks">,
  wake: (source: string) => void,
): () => void {
  const url = new URL(ALARM_PATH, scope).href;
  let stop = (): void => {};
  const fallBack = (): void => {
    stop = pageAlarm(storage, clock, wake);
  };
  const dedicated = (): void => {
    if (typeof Worker === "undefined") {
      fallBack();
      return;
    }
    const worker = new Worker(url, { name: "slowmatch-alarm" });
    stop = () => worker.terminate();
    worker.addEventListener("error", () => {
      worker.terminate();
      fallBack();
    });
  };
  const { SharedWorker: Shared } = globalThis as { SharedWorker?: SharedWorkerLike };
  const share = (Shared: SharedWorkerLike, tries = 3): void => {
    // Named after its address: two apps on one origin have an alarm each.
    const shared = new Shared(url, { name: url });
    const ending = new AbortController();
    // One may be connected to that is just dying with the process of some tab, and never answers.
    const stopPatience = clock.setTimer(PATIENCE, () => {
      stop();
      if (tries > 1) share(Shared, tries - 1);
      else dedicated();
    });
    stop = () => {
      stopPatience();
      ending.abort();
      shared.port.close();
    };
    shared.addEventListener("error", () => {
      stop();
      dedicated();
    });
    // It says that it holds its lock; when the lock is free after that, it has died.
    const watch = (): void => {
      stopPatience();
      locks?.freed(alarmLock(url), ending.signal).then(
        (free) => free && share(Shared),
        () => {},
      );
    };
    shared.port.addEventListener("message", watch, { once: true });
    shared.port.start();
  };
  if (Shared) share(Shared);
  else dedicated();
  return () => stop();
}

/** The last resort: a timer of this page. */
function pageAlarm(storage: Storage, clock: Clock, wake: (source: string) => void): () => void {
  let next = Number.POSITIVE_INFINITY;
  let stopTimer = (): void => {};
  const arm = (): void => {
    stopTimer();
    if (!Number.isFinite(next)) return;
    const wait = Math.min(Math.max(0, next - clock.now()), 60_000);
    stopTimer = clock.setTimer(wait, () => {
      if (clock.now() < next) return arm();
      next = Number.POSITIVE_INFINITY;
      wake("timer");
    });
  };
  const stopListening = storage.subscribe((notices) => {
    for (const notice of notices) {
      if (!("dueAt" in notice) || notice.dueAt === undefined || notice.dueAt >= next) continue;
      next = notice.dueAt;
      arm();
    }
  });
  return () => {
    stopTimer();
    stopListening();
  };
}
