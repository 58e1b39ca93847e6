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
  const ownWays: Way[] = [() => pageTimer(storage, clock, wake)];
  if (typeof Worker !== "undefined") ownWays.unshift((failed) => dedicatedAlarm(url, failed));
  const ways = [...ownWays];
  const waysAfterDeath: Way[] = [];
  if (Shared) {
    // Named after its address: two apps on one origin have an alarm each.
    const connect = () => new Shared(scriptAddress(url), { name: url });
    // One may be connected to whose script never came, or not yet, and all that follow would be connected to the same.
    const shared: Way = (failed, died) =>
      sharedAlarm(connect(), url, platform, failed, died, {
        patience: PATIENCE,
        unheard: () => begin(ownWays),
      });
    // For a moment after its death one may be connected to the dead one still, which will never say a word.
    const another: Way = (failed, died) =>
      sharedAlarm(connect(), url, platform, failed, died, {
        patience: BREATH,
        unheard: () => failed(false),
      });
    ways.unshift(shared, shared, shared);
    waysAfterDeath.push(another, another, another);
  }
  waysAfterDeath.push(...ways);
  const begin = ([way, ...others]: readonly Way[]): (() => void) => {
    if (!way) return () => {};
    let stop: () => void;
    const failed = (hopeless: boolean): void => {
      stop?.();
      const next = hopeless ? others.filter((other) => other !== way) : others;
      stop = clock.setTimer(BREATH, () => {
        stop = begin(next);
      });
    };
    const died = (): void => {
      stop();
      stop = begin(waysAfterDeath);
    };
    try {
      stop = way(failed, died);
    } catch {
      // A page's policy may forbid workers.
      failed(true);
    }
    return () => stop();
  };
  return begin(ways);
}

/** What a page does that has waited so long for the alarm's word; it may answer how to undo it should the word come. */
interface Unheard {
  /** Milliseconds. */
  readonly patience: number;
  unheard(): (() => void) | void;
}

function sharedAlarm(
  shared: InstanceType<SharedWorkerLike>,
  url: string,
  { clock, locks, lifecycle }: Pick<Platform, "clock" | "locks" | "lifecycle">,
  failed: (hopeless: boolean) => void,
  died: () => void,
  { patience, unheard }: Unheard,
): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let stopWaiting = clock.setTimer(patience, () => {
    stopWaiting = unheard() ?? stopWaiting;
  });
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
    stopWaiting();
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
    stopWaiting();
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
