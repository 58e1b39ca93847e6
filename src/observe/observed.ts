import type { Notice } from "../job/notice.ts";
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
  /** Waits before a list is read again, where it is read too often; answers how to call it off. */
  pause?: (then: () => void) => () => void;
}

/** Reads at once, and again after every commit that concerns it; never twice at the same time, and nothing while nobody looks. */
export function observable<T>({ initial, read, listen, concerns, pause }: Watching<T>): Observable<T> {
  let state: Observed<T> = Object.freeze({ value: initial, error: undefined, pending: true });
  const listeners = new Set<() => void>();
  let stop: (() => void) | undefined;
  let stopPause: (() => void) | undefined;
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
    const done = (next: Observed<T>): void => {
      // Nobody looks any more, or somebody else began anew meanwhile.
      if (mine !== life) return;
      settle(next);
      const free = (): void => {
        busy = false;
        if (again && mine === life) look();
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
        stop = stopPause = undefined;
      };
    },
  };
}
