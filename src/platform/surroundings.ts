import { broadcastChannel } from "./channel.ts";
import { systemClock } from "./clock.ts";
import { browserConnectivity } from "./connectivity.ts";
import { pageLifecycle } from "./lifecycle.ts";
import { webLocks } from "./locks.ts";
import { localMemory } from "./memory.ts";
import { askToPersist } from "./persistence.ts";
import type { ContextKind, Platform } from "./platform.ts";

/** What of a platform is for questions that come later, if at all: a page may fetch it then. */
export type Senses = Pick<Platform, "device" | "siteStorage" | "capabilities">;

/** What of a platform every context needs from its start. */
export type Surroundings = Omit<Platform, keyof Senses>;

export const surroundings = (): Surroundings => ({
  ...everywhere(),
  kind: contextKind(),
  lifecycle: pageLifecycle,
  memory: localMemory,
  askToPersist,
});

/** What is the same in a page and in a worker. */
export const everywhere = (): Omit<Surroundings, "kind" | "lifecycle" | "memory" | "askToPersist"> => ({
  clock: systemClock,
  locks: webLocks(),
  connectivity: browserConnectivity,
  random: () => Math.random(),
  openChannel: broadcastChannel,
});

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
