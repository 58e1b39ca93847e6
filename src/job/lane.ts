import type { Place } from "./definition.ts";
import { type Conditions, deviceKey } from "./needs.ts";
import { needsOf } from "./needs-of.ts";
import type { QueueUse } from "./queue-limit.ts";
import type { JobRecord } from "./record.ts";
import { standingPreference } from "./standing-preference.ts";
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
  owner?: string | undefined;
  /** Paused queues; `*` is every queue. */
  paused: readonly string[];
  holds?: readonly Hold[];
  /** Queues that are limited as a whole, with what is used of that. */
  queuesInUse?: ReadonlyMap<string, QueueUse>;
  /** Epoch milliseconds; needed where queues are limited. */
  now?: number;
}

/** Stands before a suspicion; like the other signs it is in nothing else of a key. */
export const SUSPECTED = "?";

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

/** Whether a context has died over a lane's jobs. */
export const isSuspected = (key: string): boolean => key.includes(SUSPECTED);

/** Whether a lane's jobs still wait for something that they prefer. Nothing else in a key has such a sign. */
export const prefersSomething = (key: string): boolean => key.includes("+");
