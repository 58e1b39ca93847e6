import type { WaitingFor } from "./job.ts";
import type { JobRecord } from "./record.ts";

/**
 * What must be known of a job to decide whether it may be claimed here and now. Jobs that share all of it share a
 * lane: whether they are held back is decided once for the lane, so ten thousand held jobs cost a claim nothing.
 */
export interface Lane {
  queue: string;
  name: string;
  network: "" | "online" | "unmetered";
}

/** The circumstances under which a server, or a person who looks, decides. */
export interface Circumstances {
  /** The queues that are served, in precedence; empty: every queue, none before another. */
  queues: readonly string[];
  /** Names of the jobs that have a handler. */
  handles: ReadonlySet<string>;
  /** Paused queues; `*` is every queue. */
  paused: readonly string[];
  online: boolean;
  /** `false` only where the browser says that the connection is metered. */
  unmetered: boolean;
}

/** The lane's key: the first part of the `ready` index and the name of the lane's counter. */
export function laneOf(job: Pick<JobRecord, "queue" | "name" | "requires">): string {
  return `${job.queue}|${job.name}|${job.requires?.network ?? ""}`;
}

/** The way back from a key. Queue names and job names can't contain the separator. */
export function parseLane(key: string): Lane {
  const [queue = "", name = "", network = ""] = key.split("|");
  return { queue, name, network: network as Lane["network"] };
}

/**
 * Everything that keeps a lane's jobs from being claimed, empty when nothing does. The claim and `waitingFor` both ask
 * here, so what a person is told is what holds the job back.
 */
export function laneBlockers(lane: Lane, world: Circumstances): WaitingFor[] {
  const blockers: WaitingFor[] = [];
  if (world.paused.includes("*")) blockers.push({ kind: "paused", detail: "All queues are paused." });
  else if (world.paused.includes(lane.queue)) {
    blockers.push({ kind: "paused", detail: `The queue '${lane.queue}' is paused.` });
  }
  if (!world.handles.has(lane.name)) {
    blockers.push({ kind: "no-handler", detail: `No running server has a handler for '${lane.name}'.` });
  } else if (world.queues.length > 0 && !world.queues.includes(lane.queue)) {
    blockers.push({
      kind: "not-here",
      detail: `No running server takes jobs from the queue '${lane.queue}'.`,
    });
  }
  if (lane.network !== "" && !world.online)
    blockers.push({ kind: "constraint", detail: "Waiting for the network." });
  else if (lane.network === "unmetered" && !world.unmetered) {
    blockers.push({ kind: "constraint", detail: "Waiting for a network that is not metered." });
  }
  return blockers;
}

/** Lower comes first. Without a list of queues all are equal. */
export function precedence(lane: Lane, world: Pick<Circumstances, "queues">): number {
  return world.queues.length === 0 ? 0 : world.queues.indexOf(lane.queue);
}
