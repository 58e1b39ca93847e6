import type { Place } from "./definition.ts";
import type { WaitingFor } from "./job.ts";
import {
  type Conditions,
  deviceKey,
  needBlockers,
  needsOf,
  parseDeviceKey,
  preferenceBlockers,
} from "./needs.ts";
import { type QueueUse, queueBlocker } from "./queue-limit.ts";
import type { JobRecord } from "./record.ts";
import { standingPreference } from "./requirements.ts";
import type { Suspicion } from "./suspicion.ts";

/**
 * What must be known of a job to decide whether it may be claimed here and now. Jobs that share all of it share a
 * lane: whether they are held back is decided once for the lane, so ten thousand held jobs cost a claim nothing.
 */
export interface Lane {
  queue: string;
  name: string;
  /** Letters of what the device must offer; see needs.ts. */
  needs: string;
  /** Letters of what it had better offer, as long as the jobs wait for that. */
  prefers: string;
  /** Empty: none. */
  hold: string;
  /** Empty: nobody's, and everybody's. */
  owner: string;
  /** Empty: anywhere. */
  place: Place | "";
  version: number;
  /** 0: no context has died over its jobs. */
  suspicion: Suspicion;
}

/** A named hold that stands: jobs that name it wait until it is released. */
export interface Hold {
  name: string;
  reason?: string;
  /** Since when, epoch milliseconds. */
  at: number;
}

/** The circumstances under which a server, or a person who looks, decides. */
export interface Circumstances extends Conditions {
  /** The queues that are served, in precedence; empty: every queue, none before another. */
  queues: readonly string[];
  /** Names of the jobs that have a handler. */
  handles: ReadonlySet<string>;
  /** Versions of those handlers, where they aren't 0. */
  versions?: Readonly<Record<string, number>>;
  /** The kind of context the server runs in; absent, or `node`: any job may run there. */
  kind?: string;
  /** The signed-in user the server works for; absent: whoever's jobs there are. */
  owner?: string;
  /** Paused queues; `*` is every queue. */
  paused: readonly string[];
  holds?: readonly Hold[];
  /** Queues that are limited as a whole, with what is used of that. */
  queuesInUse?: ReadonlyMap<string, QueueUse>;
  /** Epoch milliseconds; needed where queues are limited. */
  now?: number;
}

/** Stands before a suspicion; like the other signs it is in nothing else of a key. */
const SUSPECTED = "?";

type Laned = Pick<JobRecord, "queue" | "name"> &
  Partial<Pick<JobRecord, "requires" | "prefers" | "hold" | "owner" | "runsIn" | "version" | "suspicion">>;

/** The lane's key: the first part of the `ready` index and the name of the lane's counter. */
export function laneOf(job: Laned): string {
  const prefers = standingPreference(job.prefers);
  const key = `${job.queue}|${job.name}|${deviceKey(needsOf(job.requires), prefers)}`;
  const { hold = "", owner = "", runsIn = "", version = 0, suspicion = 0 } = job;
  const suspected = suspicion === 0 ? "" : `${SUSPECTED}${suspicion}`;
  // Most jobs have none of these, and their keys are in an index.
  if (hold === "" && owner === "" && runsIn === "" && version === 0) return key + suspected;
  return [key, encodeURIComponent(hold), encodeURIComponent(owner), runsIn, version].join("|") + suspected;
}

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

/** Whether a context has died over a lane's jobs. */
export const isSuspected = (key: string): boolean => key.includes(SUSPECTED);

/** Whether a lane's jobs still wait for something that they prefer. Nothing else in a key has such a sign. */
export const prefersSomething = (key: string): boolean => key.includes("+");

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
  if (lane.place !== "" && !runsHere(lane.place, world.kind)) {
    return { kind: "not-here", detail: `It runs in a ${PLACES[lane.place]} only.` };
  }
  return undefined;
}

/** A job may be called `constructor`: only what was put there counts. */
function versionOf({ versions }: Circumstances, name: string): number {
  return versions && Object.hasOwn(versions, name) ? versions[name]! : 0;
}

const PLACES: Readonly<Record<Place, string>> = {
  "service-worker": "service worker",
  window: "page with a job server",
  worker: "dedicated or shared worker",
};

function runsHere(place: Place, kind: string | undefined): boolean {
  if (kind === undefined || kind === "node") return true;
  return place === "worker" ? kind === "dedicated-worker" || kind === "shared-worker" : kind === place;
}

/** Lower comes first. Without a list of queues all are equal. */
export function precedence(lane: Lane, world: Pick<Circumstances, "queues">): number {
  return world.queues.length === 0 ? 0 : world.queues.indexOf(lane.queue);
}
