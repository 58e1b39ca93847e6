import { isSuspected } from "../../job/lane.ts";
import { parseLane } from "../../job/lane-blockers.ts";
import type { LeaseRow } from "../../job/lease.ts";
import { isStrict } from "../../job/limit.ts";
import { enteredAt } from "../../job/place.ts";
import { elapsed, mayBeTried, type OnTrial, patienceWith, TRIAL, triedUntil } from "../../job/suspicion.ts";
import { type Deciding, lists, startingWith } from "../operation.ts";
import type { Work } from "../work/work.ts";
import type { Running } from "./heads.ts";
import type { OpenLane } from "./open-lanes.ts";
import type { Portion } from "./portions.ts";

/** What a claim may do about jobs over which a context has died. */
export interface Trial {
  /** `first`: a suspect has waited long enough, it comes before all others; `last`: where there is nothing else. */
  turn: "first" | "last";
  portions: readonly Portion[];
}

export interface TrialDecision {
  /** Nothing is claimed: a suspect runs here alone, or one is waited for that is to. */
  nothing?: true;
  trial?: Trial | undefined;
  /** When this is to be looked at again, epoch milliseconds. */
  again?: number | undefined;
}

export const isSuspect = ({ lane }: OpenLane): boolean => lane.suspicion > 0;

/** How many suspects a server runs. */
export const suspectsIn = ({ jobs }: LeaseRow): number => jobs.filter(({ lane }) => isSuspected(lane)).length;

/** A suspect has come to an end: the next of them may be one that only another server can run. */
export function tellOfTrial(work: Work): void {
  const next = Object.keys(work.totals.lanes).find(isSuspected);
  if (next === undefined) return;
  work.notify({ type: "queue", name: parseLane(next).queue, at: work.now, freedBy: work.server });
}

/** Suspects that run, by their leases. */
function onTrial(leases: readonly LeaseRow[]): OnTrial[] {
  return leases.flatMap(({ jobs }) =>
    jobs
      .filter(({ lane }) => isSuspected(lane))
      .map(({ lane, since }) => ({ suspicion: parseLane(lane).suspicion, since })),
  );
}

/**
 * Whether a suspect may be begun by this claim; it is begun alone. In the way of others it is only for the time of its
 * trial; and of several the least suspected comes first.
 *
 * @param free workers of this server with nothing to do
 */
export function* decideTrial(
  work: Work,
  lease: LeaseRow,
  suspects: readonly OpenLane[],
  running: Running,
  free: number,
): Deciding<TrialDecision> {
  const { now } = work;
  const alone = earliest(onTrial([lease]).map((each) => triedUntil(each, now)));
  if (alone !== undefined) return { nothing: true, again: alone };
  if (suspects.length === 0) return {};
  const others = onTrial(work.leases);
  const allowed = suspects.filter(({ lane }) => mayBeTried(lane.suspicion, others, now));
  if (allowed.length === 0) {
    return { again: earliest(others.map((each) => triedUntil(each, now))) };
  }
  const keys = allowed.map(({ key }) => key);
  const rows = yield* lists(
    "jobs",
    keys.map((key) => ({
      index: "ready" as const,
      ...startingWith(key),
      limit: 1 + (running.counts.get(key) ?? 0),
    })),
  );
  const waiting = rows.flat().filter(({ id }) => !running.ids.has(id));
  if (waiting.length === 0) return {};
  const isOverdue = waiting.some((job) => elapsed(enteredAt(job), now) >= patienceWith(job.suspicion ?? 0));
  const portions = bySuspicion(allowed);
  if (isOverdue) return free > 0 ? { trial: { turn: "first", portions } } : { nothing: true };
  const again = earliest(waiting.map((job) => enteredAt(job) + patienceWith(job.suspicion ?? 0)));
  return { trial: lease.jobs.length === 0 ? { turn: "last", portions } : undefined, again };
}

/** Jobs looked at of each lane of suspects: a context has hardly died over more. */
const MOST_LOOKED = 32;

/**
 * An interrupted job keeps its place with a limit of one, so that nobody of its key overtakes it. It gives the place up
 * when its time to stand back is over and it can't go on here: what is paused or held, or has no handler any more, would
 * stop its key for good. Others may go on with it elsewhere: of all suspects one is tried after the other, and its turn is
 * waited for. Answers when the next may have to.
 */
export function* giveUpPlaces(
  work: Work,
  open: readonly OpenLane[],
  { ids }: Running,
): Deciding<number | undefined> {
  const { lanes } = work.totals;
  const suspected = Object.keys(lanes).filter(isSuspected);
  const shut = suspected.filter((key) => !open.some((lane) => lane.key === key));
  const before = suspected.reduce((sum, key) => sum + lanes[key]!, -1) * TRIAL;
  const reads = shut.map((key) => ({ index: "ready" as const, ...startingWith(key), limit: MOST_LOOKED }));
  const kept = (yield* lists("jobs", reads))
    .flat()
    .filter((job) => job.slot && !isStrict(job) && !ids.has(job.id));
  const ends = kept.map((job) => {
    const wait = patienceWith(job.suspicion!) + before - elapsed(enteredAt(job), work.now);
    if (wait <= 0) {
      const { slot: _slot, ...after } = job;
      work.adopt(job);
      work.rewrite(after);
      work.lines.moved(job, after, false);
    }
    return work.now + Math.max(0, wait);
  });
  yield* work.lines.settle();
  // This claim may meet whoever comes forward now, and then where he stands.
  yield* work.flush();
  return earliest(ends);
}

function bySuspicion(lanes: readonly OpenLane[]): Portion[] {
  const sorted = [...lanes].sort((a, b) => a.lane.suspicion - b.lane.suspicion || a.rank - b.rank);
  const portions: { keys: string[]; most: number; of: OpenLane }[] = [];
  for (const each of sorted) {
    const last = portions.at(-1);
    if (last?.of.lane.suspicion === each.lane.suspicion && last.of.rank === each.rank)
      last.keys.push(each.key);
    else portions.push({ keys: [each.key], most: Number.POSITIVE_INFINITY, of: each });
  }
  return portions;
}

export function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
