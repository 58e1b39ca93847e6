import type { Platform } from "../platform/platform.ts";

export interface PlatformListener {
  /** Something may run now that could not before. */
  poke(source: string): void;
  suspend(still?: boolean): void;
  resume(): void;
}

/** Listens to everything the platform tells a server; answers how to stop. */
export function listenToPlatform(
  { lifecycle, connectivity, device }: Platform,
  listener: PlatformListener,
): (() => void)[] {
  return [
    connectivity.onChange(() => listener.poke("online")),
    device.onChange((what) => listener.poke(what)),
    lifecycle.onVisible(() => listener.poke("visible")),
    lifecycle.onSuspend((still) => listener.suspend(still)),
    lifecycle.onResume(() => listener.resume()),
  ];
}
