import type { Surroundings } from "../job/snapshot.ts";
import { SILENCE } from "../operations/servers.ts";
import type { Overview } from "../operations/stretch.ts";
import type { ServerRow } from "../operations/tables.ts";
import type { Platform } from "../platform/platform.ts";

/** What stands around the jobs right now, from the store and from this context's platform. */
export type World = (seen: Pick<Overview, "totals" | "servers">) => Promise<Surroundings>;

export function worldOf(platform: Platform): World {
  return async ({ totals, servers }) => {
    const live = await liveServers(platform, servers);
    return {
      servers: live.map(({ queues, handles, versions, kind, owner }) => ({
        queues,
        kind,
        handles: new Set(handles),
        ...(versions ? { versions } : {}),
        ...(owner === undefined ? {} : { owner }),
      })),
      paused: totals.paused,
      holds: totals.holds,
      online: platform.connectivity.online(),
      unmetered: platform.connectivity.unmetered(),
    };
  };
}

/** Of the announced servers, those that live: their lock is held or, without locks, their heartbeat is fresh. */
export async function liveServers(platform: Platform, servers: readonly ServerRow[]): Promise<ServerRow[]> {
  if (servers.length === 0) return [];
  const held = (await platform.locks?.held()) ?? new Set<string>();
  const now = platform.clock.now();
  return servers.filter(
    ({ id, locked, beats, seenAt }) => (!locked || held.has(id)) && (!beats || seenAt + SILENCE >= now),
  );
}
