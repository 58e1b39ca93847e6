import type { Platform } from "../../platform/platform.ts";
import { scriptAddress } from "../../platform/script-address.ts";
import type { Storage } from "../../storage/storage.ts";
import { pageTimer } from "./page-timer.ts";
import { alarmLock, alarmUrl } from "./worker-protocol.ts";

/** `SharedWorker` in our own words: a worker's own library doesn't know it, and this file compiles there too. */
type SharedWorkerLike = new (
  url: string,
  options: { name: string },
) => EventTarget & {
  readonly port: EventTarget & { start(): void; close(): void };
};

/** One way to have an alarm; it says when it could not be begun (now, or in no way), and when one that ran has died. */
type Way = (failed: (hopeless: boolean) => void, died: () => void) => () => void;

/** A new alarm says that it runs within milliseconds; a slow device has this long. */
const PATIENCE = 3_000;
/** Before another try: the service worker, which serves the script, may just have been stopped. */
const BREATH = 500;

/**
 * Starts what wakes the service worker at the next due time, in the order that was measured to be best: a SharedWorker
 * (its timers are exact in hidden and even in frozen pages), a dedicated worker (exact in hidden pages), the page's own
 * timers (once a minute in a hidden page). Both workers' script is served by the service worker.
 *
 * @returns how to stop it
 */
export function startAlarm(
  { scope, database }: { scope: string; database: string },
  storage: Storage,
  platform: Pick<Platform, "clock" | "locks" | "lifecycle">,
  wake: (source: string) => void,
): () => void {
  const { clock } = platform;
  const url = alarmUrl(scope, database);
  const { SharedWorker: Shared } = globalThis as { SharedWorker?: SharedWorkerLike };
  const ways: Way[] = [() => pageTimer(storage, clock, wake)];
  if (typeof Worker !== "undefined") ways.unshift((failed) => dedicatedAlarm(url, failed));
  if (Shared) {
    const shared: Way = (failed, died) => sharedAlarm(Shared, url, platform, failed, died);
    ways.unshift(shared, shared, shared);
  }
  let stop = (): void => {};
  const begin = ([way, ...others]: readonly Way[]): void => {
    if (!way) return;
    const failed = (hopeless: boolean): void => {
      stop();
      const next = hopeless ? others.filter((other) => other !== way) : others;
      stop = clock.setTimer(BREATH, () => begin(next));
    };
    const died = (): void => {
      stop();
      begin(ways);
    };
    try {
      stop = way(failed, died);
    } catch {
      // A page's policy may forbid workers.
      failed(true);
    }
  };
  begin(ways);
  return () => stop();
}

function sharedAlarm(
  Shared: SharedWorkerLike,
  url: string,
  { clock, locks, lifecycle }: Pick<Platform, "clock" | "locks" | "lifecycle">,
  failed: (hopeless: boolean) => void,
  died: () => void,
): () => void {
  // Named after its address: two apps on one origin have an alarm each.
  const shared = new Shared(scriptAddress(url), { name: url });
  const ending = new AbortController();
  const { signal } = ending;
  // One may be connected to whose script never came, and all that follow would be connected to the same.
  const stopPatience = clock.setTimer(PATIENCE, () => failed(true));
  shared.addEventListener("error", () => failed(false), { once: true, signal });
  // It says that it holds its lock; when the lock is free after that, it has died.
  let waiting = new AbortController();
  let isHeld = false;
  const watch = (): void => {
    waiting = new AbortController();
    locks?.freed(alarmLock(url), waiting.signal).then(
      (free) => free && died(),
      () => {},
    );
  };
  const held = (): void => {
    stopPatience();
    isHeld = true;
    watch();
  };
  shared.port.addEventListener("message", held, { once: true, signal });
  shared.port.start();
  const stops = [
    // Granted the lock while it stands still, this page would keep the next alarm from it.
    lifecycle.onSuspend(() => waiting.abort()),
    lifecycle.onResume(() => void (isHeld && waiting.signal.aborted && watch())),
  ];
  return () => {
    stopPatience();
    for (const stop of stops) stop();
    ending.abort();
    waiting.abort();
    shared.port.close();
  };
}

function dedicatedAlarm(url: string, failed: (hopeless: boolean) => void): () => void {
  const worker = new Worker(scriptAddress(url), { name: "slowmatch-alarm" });
  worker.addEventListener("error", () => failed(true), { once: true });
  return () => worker.terminate();
}
