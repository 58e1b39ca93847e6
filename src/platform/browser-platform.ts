import { browserDevice } from "./browser-device.ts";
import { browserCapabilities } from "./capabilities.ts";
import { broadcastChannel } from "./channel.ts";
import { systemClock } from "./clock.ts";
import { browserConnectivity } from "./connectivity.ts";
import { pageLifecycle } from "./lifecycle.ts";
import { webLocks } from "./locks.ts";
import { localMemory } from "./memory.ts";
import type { ContextKind, Platform } from "./platform.ts";
import { askToPersist, readSiteStorage } from "./site-storage.ts";

/** The real surroundings of this context. */
export function browserPlatform(): Platform {
  const kind = contextKind();
  const openChannel = broadcastChannel;
  const name = (): string => Math.random().toString(36).slice(2);
  return {
    kind,
    clock: systemClock,
    locks: webLocks(),
    connectivity: browserConnectivity,
    device: browserDevice({ kind, clock: systemClock, openChannel, name }),
    lifecycle: pageLifecycle,
    memory: localMemory,
    siteStorage: readSiteStorage,
    askToPersist,
    capabilities: browserCapabilities,
    random: () => Math.random(),
    openChannel,
  };
}

function contextKind(): ContextKind {
  const is = (name: string): boolean => {
    const found: unknown = (globalThis as Record<string, unknown>)[name];
    return typeof found === "function" && globalThis instanceof (found as new () => object);
  };
  if (is("ServiceWorkerGlobalScope")) return "service-worker";
  if (is("SharedWorkerGlobalScope")) return "shared-worker";
  if (is("DedicatedWorkerGlobalScope")) return "dedicated-worker";
  return is("Window") ? "window" : "node";
}
