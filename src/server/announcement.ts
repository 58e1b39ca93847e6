import type { Weights } from "../job/turns.ts";
import type { ServerRow } from "../operations/tables.ts";
import type { Platform } from "../platform/platform.ts";
import type { AnyJobHandler } from "./handler.ts";

export interface Announced {
  platform: Platform;
  handlers: ReadonlyMap<string, AnyJobHandler>;
  queues: readonly string[];
  weights?: Weights;
  workers: number;
  owner?: string | (() => unknown) | undefined;
}

/** What a server says of itself when it begins. */
export function announcement({
  platform,
  handlers,
  queues,
  weights,
  workers,
  owner,
}: Announced): Omit<ServerRow, "id" | "startedAt" | "seenAt" | "locked" | "beats"> {
  return {
    kind: platform.kind,
    queues,
    ...(weights ? { weights } : {}),
    workers,
    handles: [...handlers.keys()],
    versions: versionsOf(handlers),
    ...(typeof owner === "string" ? { owner } : {}),
    lastWake: { source: "start", at: platform.clock.now() },
  };
}

/** Versions of the handlers, where they aren't 0. */
export function versionsOf(handlers: ReadonlyMap<string, AnyJobHandler>): Record<string, number> {
  const entries = [...handlers].map(([name, { definition }]) => [name, definition.version ?? 0] as const);
  return Object.fromEntries(entries.filter(([, version]) => version !== 0));
}
