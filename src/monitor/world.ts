import { parseLane } from "../job/lane-blockers.ts";
import type { Findings, Running } from "../job/lease.ts";
import type { Conditions } from "../job/needs.ts";
import { conditionOf, unionOf } from "../job/needs-met.ts";
import type { JobRecord } from "../job/record.ts";
import type { Surroundings } from "../job/snapshot.ts";
import type { Overview } from "../operations/reads/stretch.ts";
import { SILENCE } from "../operations/servers.ts";
import type { ServerRow } from "../operations/tables.ts";
import { queuesInUse, runningByLimit } from "../operations/work/limit-use.ts";
import { DEVICE_CONDITIONS } from "../platform/device.ts";
import type { Platform } from "../platform/platform.ts";

/**
 * What stands around some jobs right now, from the store and from this context's platform.
 *
 * @param records of which it is to be told why they wait, with what runs: where none waits for its turn, nobody is asked
 */
export type World = (
  seen: Pick<Overview, "totals" | "servers" | "leases" | "limits">,
  records: readonly JobRecord[],
  running: ReadonlyMap<string, Running>,
) => Promise<Surroundings>;

/** To jobs that don't wait for their turn the world is no matter. */
export const NO_MATTER: Surroundings = { servers: [], paused: [], online: true, unmetered: true };

export function worldOf(platform: Platform): World {
  return async ({ totals, servers, leases, limits = [] }, records, running) => {
    // A scheduled one is overdue where nobody is awake.
    const isInLine = ({ id, state }: JobRecord): boolean =>
      state === "scheduled" || (state === "enqueued" && !running.has(id));
    if (!records.some(isInLine)) return NO_MATTER;
    const live = await liveServers(platform, servers);
    const found = new Map(leases.map((row) => [row.server, row.found ?? {}]));
    return {
      servers: live.map((server) => served(server, found.get(server.id) ?? {})),
      paused: totals.paused,
      holds: totals.holds,
      now: platform.clock.now(),
      queuesInUse: queuesInUse(totals, leases, limits),
      limits: {
        rows: new Map(limits.map((row) => [row.id, row])),
        running: runningByLimit(leases.flatMap(({ jobs }) => jobs)),
      },
      online: platform.connectivity.online(),
      unmetered: platform.connectivity.unmetered(),
      // What a server found is what counts; where none is awake, what this context finds.
      ...(live.length > 0 ? {} : await lookHere(platform, totals)),
    };
  };
}

async function lookHere(platform: Platform, { lanes }: Overview["totals"]): Promise<Partial<Conditions>> {
  const wanted = unionOf(Object.keys(lanes).flatMap((key) => [parseLane(key).needs, parseLane(key).prefers]));
  const conditions = wanted.map(conditionOf);
  return platform.device.look(DEVICE_CONDITIONS.filter((each) => conditions.includes(each)));
}

/** What a server serves, by its own announcement and by what it found when it last claimed. */
function served(
  row: ServerRow,
  { owner = row.owner, lacks = "" }: Findings,
): Surroundings["servers"][number] {
  const { queues, handles, versions, kind } = row;
  return {
    queues,
    kind,
    handles: new Set(handles),
    ...(versions ? { versions } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...Object.fromEntries(unionOf([lacks]).map((need) => [conditionOf(need), false])),
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
