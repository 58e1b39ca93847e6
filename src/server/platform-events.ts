import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";

export interface SurroundingsListener {
  /** A newer version owns the store. */
  retire(): void;
  /** Something may run now that could not before. */
  poke(source: string): void;
  suspend(still?: boolean): void;
  resume(): void;
}

/** Listens to everything that platform and storage tell a server of themselves; answers how to stop. */
export function listenToSurroundings(
  storage: Pick<Storage, "onStatus">,
  { lifecycle, connectivity, device }: Platform,
  listener: SurroundingsListener,
): (() => void)[] {
  return [
    storage.onStatus(({ type }) => {
      if (type === "outdated") listener.retire();
      // The database may have been deleted: then this server's lease is gone, and it begins anew.
      else if (type === "closed") listener.poke("reopen");
    }),
    connectivity.onChange(() => listener.poke("online")),
    device.onChange((what) => listener.poke(what)),
    lifecycle.onVisible(() => listener.poke("visible")),
    lifecycle.onSuspend((still) => listener.suspend(still)),
    lifecycle.onResume(() => listener.resume()),
  ];
}
