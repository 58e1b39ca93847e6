import type { Notice } from "../job/notice.ts";
import { systemClock } from "../platform/clock.ts";
import { guarded } from "../platform/guarded.ts";

/** What is known of something in the store, at one moment. A new object whenever something has changed. */
export interface Observed<T> {
  /** `undefined` until it has been read, and for what isn't there. */
  readonly value: T;
  /** Why it could not be read the last time; the value is then the one before. */
  readonly error: unknown;
  /** It has not been read yet. */
  readonly pending: boolean;
}

/**
 * Something in the store that is kept up to date for as long as somebody subscribes. The shape that React's
 * `useSyncExternalStore` wants, and that everything else can be made of.
 */
export interface Observable<T> {
  /** The last known; the same object until the next change. */
  get(): Observed<T>;
  /** Calls back after each change; answers how to stop. The first subscriber begins the reading, the last ends it. */
  subscribe(listener: () => void): () => void;
}

export interface Watching<T> {
  initial: T;
  read: () => Promise<T>;
  /** Called with what was committed; to be called is to listen, and the answer stops it. */
  listen: (listener: (notices: readonly Notice[]) => void) => () => void;
  /** Whether a commit can have changed what is read. */
  concerns: (notice: Notice) => boolean;
  /** When what was read changes next although nobody commits anything, epoch milliseconds from `from` on; `Infinity` for never. */
  due?: (value: T, from: number) => number;
  /** Waits before a list is read again, where it is read too often; answers how to call it off. */
  pause?: (then: () => void) => () => void;
}

/**
 * Reads at once, again after every commit that concerns it, and when a time comes that it waits for; never twice at the same
 * time, and nothing while nobody looks.
 */
export function observable<T>({ initial, read, listen, concerns, due, pause }: Watching<T>): Observable<T> {
  let state: Observed<T> = Object.freeze({ value: initial, error: undefined, pending: true });
  const listeners = new Set<() => void>();
  let stop: (() => void) | undefined;
  let stopPause: (() => void) | undefined;
  let stopDue: (() => void) | undefined;
  let life = 0;
  let busy = false;
  let again = false;

  const settle = (next: Observed<T>): void => {
    state = Object.freeze(next);
    for (const listener of [...listeners]) guarded(listener);
  };
  const look = (): void => {
    if (busy) {
      again = true;
      return;
    }
    [busy, again] = [true, false];
    const mine = life;
    const from = systemClock.now();
    const done = (next: Observed<T>): void => {
      // Nobody looks any more, or somebody else began anew meanwhile.
      if (mine !== life) return;
      stopDue?.();
      // In its own millisecond it has not come yet.
      const at = due?.(next.value, from) ?? Number.POSITIVE_INFINITY;
      if (at !== Number.POSITIVE_INFINITY) stopDue = systemClock.setTimer(at + 1 - systemClock.now(), look);
      settle(next);
      const free = (): void => {
        if (mine !== life) return;
        busy = false;
        if (again) look();
      };
      if (pause) stopPause = pause(free);
      else free();
    };
    read().then(
      (value) => done({ value, error: undefined, pending: false }),
      (error: unknown) => done({ value: state.value, error, pending: false }),
    );
  };
  return {
    get: () => state,
    subscribe(listener) {
      // A function of its own, so that the same listener can be given twice.
      const own = (): void => listener();
      listeners.add(own);
      if (listeners.size === 1) {
        life += 1;
        [busy, again] = [false, false];
        stop = listen((notices) => {
          if (notices.some(concerns)) look();
        });
        look();
      }
      return () => {
        if (!listeners.delete(own) || listeners.size > 0) return;
        life += 1;
        stop?.();
        stopPause?.();
        stopDue?.();
        stop = stopPause = stopDue = undefined;
      };
    },
  };
}
