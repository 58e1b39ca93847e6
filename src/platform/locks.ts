/** Web Locks, as far as liveness needs them: who holds a lock named after itself is alive. */
export interface Locks {
  /** Takes a free lock and keeps it; answers how to let it go, or `undefined` when it is taken, or none is to be had here. */
  hold(name: string): Promise<(() => void) | undefined>;
  /** Names of the locks that are held now, in all contexts of the origin. */
  held(): Promise<Set<string>>;
  /**
   * Waits until a lock is free: until its holder is dead or gone. Resolves `false` when the signal ends the wait.
   * The browser tells within milliseconds of a tab's or worker's death.
   */
  freed(name: string, signal: AbortSignal): Promise<boolean>;
}

/** The browser's own, or `undefined` where there is none. */
export function webLocks(): Locks | undefined {
  const manager = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  if (!manager) return undefined;
  return {
    hold(name) {
      return new Promise((resolve, reject) => {
        manager
          .request(name, { ifAvailable: true }, (lock) => {
            if (!lock) return resolve(undefined);
            return new Promise<void>((release) => resolve(release));
          })
          .catch((error: unknown) => {
            // A sandboxed frame refuses locks as it refuses storage, and of that the caller is told in our own words.
            if ((error as { name?: unknown }).name === "SecurityError") resolve(undefined);
            else reject(error);
          });
      });
    },
    async held() {
      const { held = [] } = await manager.query();
      // Who waits for a death is granted the lock beside all others, also when it stands still: no sign of the holder's life.
      return new Set(
        held.flatMap(({ name, mode }) => (name !== undefined && mode === "exclusive" ? name : [])),
      );
    },
    async freed(name, signal) {
      try {
        // Shared: measured in Chromium, one that waits in a frozen page (or its worker) is granted the lock and keeps it until
        // the page is shown again. An exclusive one would hide the death from everybody behind it.
        await manager.request(name, { mode: "shared", signal }, () => {});
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        throw error;
      }
    },
  };
}
