import { browserCapabilities } from "./capabilities.ts";
import { broadcastChannel } from "./channel.ts";
import { systemClock } from "./clock.ts";
import { browserConnectivity } from "./connectivity.ts";
import { pageLifecycle } from "./lifecycle.ts";
import { webLocks } from "./locks.ts";
import { localMemory } from "./memory.ts";
import type { ContextKind, Platform } from "./platform.ts";

/** The real surroundings of this context. */
export function browserPlatform(): Platform {
  return {
    kind: contextKind(),
    clock: systemClock,
    locks: webLocks(),
    connectivity: browserConnectivity,
    lifecycle: pageLifecycle,
    memory: localMemory,
    capabilities: browserCapabilities,
    random: () => Math.random(),
    openChannel: broadcastChannel,
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
