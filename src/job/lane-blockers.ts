import type { Place } from "./definition.ts";
import type { WaitingFor } from "./job.ts";
import { type Circumstances, type Lane, SUSPECTED } from "./lane.ts";
import { needBlockers, parseDeviceKey, preferenceBlockers } from "./needs-met.ts";
import { queueBlocker } from "./queue-limit.ts";

/** The way back from a key. Queue names, job names and what is encoded can't contain the separator. */
export function parseLane(key: string): Lane {
  const [whole = "", suspicion = "0"] = key.split(SUSPECTED);
  const [queue = "", name = "", device = "", hold = "", owner = "", place = "", version = "0"] =
    whole.split("|");
  return {
    queue,
    name,
    ...parseDeviceKey(device),
    hold: decodeURIComponent(hold),
    owner: decodeURIComponent(owner),
    place: place as Lane["place"],
    version: Number(version),
    suspicion: Number(suspicion),
  };
}

/**
 * Everything that keeps a lane's jobs from being claimed, empty when nothing does. The claim and `waitingFor` both ask
 * here, so what a person is told is what holds the job back.
 *
 * @param until when the job in question stops waiting for what it prefers
 */
export function laneBlockers(lane: Lane, world: Circumstances, until?: number): WaitingFor[] {
  const blockers: WaitingFor[] = [];
  if (world.paused.includes("*")) blockers.push({ kind: "paused", detail: "All queues are paused." });
  else if (world.paused.includes(lane.queue)) {
    blockers.push({ kind: "paused", detail: `The queue '${lane.queue}' is paused.` });
  }
  const hold = lane.hold === "" ? undefined : world.holds?.find((each) => each.name === lane.hold);
  if (hold) {
    const reason = hold.reason === undefined ? "" : `: ${hold.reason}`;
    blockers.push({ kind: "hold", detail: `Held by '${hold.name}'${reason}` });
  }
  const use = world.queuesInUse?.get(lane.queue);
  const full = use && queueBlocker(lane.queue, use, world.now ?? 0);
  if (full) blockers.push(full);
  const server = serverBlocker(lane, world);
  if (server) blockers.push(server);
  blockers.push(...needBlockers(lane.needs, world), ...preferenceBlockers(lane.prefers, world, until));
  return blockers;
}

/** Why this server, of all that may run, doesn't take the lane's jobs. */
function serverBlocker(lane: Lane, world: Circumstances): WaitingFor | undefined {
  // First: a server elsewhere mostly has no handler for it, and that isn't what it waits for.
  if (!isPlace(lane.place, world.kind)) {
    return { kind: "not-here", detail: `It runs in a ${PLACES[lane.place as Place]} only.` };
  }
  if (!world.handles.has(lane.name)) {
    return { kind: "no-handler", detail: `No running server has a handler for '${lane.name}'.` };
  }
  if (lane.version > versionOf(world, lane.name)) {
    const detail = `It comes from a newer version of the app (${lane.name} ${lane.version}) and waits for that to run.`;
    return { kind: "no-handler", detail };
  }
  if (world.queues.length > 0 && !world.queues.includes(lane.queue)) {
    return { kind: "not-here", detail: `No running server takes jobs from the queue '${lane.queue}'.` };
  }
  if (lane.owner !== "" && world.owner !== undefined && lane.owner !== world.owner) {
    return { kind: "not-here", detail: "It belongs to a user who is not signed in." };
  }
  return undefined;
}

/** A job may be called `constructor`: only what was put there counts. */
export function versionOf({ versions }: Pick<Circumstances, "versions">, name: string): number {
  return versions && Object.hasOwn(versions, name) ? versions[name]! : 0;
}

const PLACES: Readonly<Record<Place, string>> = {
  "service-worker": "service worker",
  window: "page with a job server",
  worker: "dedicated or shared worker",
};

/** Whether a context of some kind is one where a lane's jobs may run. */
export function isPlace(place: Lane["place"], kind: string | undefined): boolean {
  if (place === "" || kind === undefined || kind === "node") return true;
  return place === "worker" ? kind === "dedicated-worker" || kind === "shared-worker" : kind === place;
}

/** Lower comes first. Without a list of queues all are equal. */
export function precedence(lane: Lane, world: Pick<Circumstances, "queues">): number {
  return world.queues.length === 0 ? 0 : world.queues.indexOf(lane.queue);
}
