import type { JobEventType } from "./event.ts";
import type { WaitingFor } from "./job.ts";
import { opensAt, type Rate, roomIn, type Starts } from "./rate-window.ts";
import { isFinal, type JobState } from "./state.ts";

/** At most `limit` jobs at a time. */
export interface StoredConcurrency {
  limit: number;
  /** A job that waits for its next attempt, or sleeps, keeps its place among them until it has ended. */
  strict?: true;
}

/** A limit as it is stored with a job. */
export type StoredLimit = {
  /** `c:` or `r:` and the key, which jobs of any name may share. */
  id: string;
  /** The call gave it: the definition's own limit, which may be newer than the job, has no say. */
  own?: true;
} & (StoredConcurrency | Rate);

/** A job and what it is placed by. */
export interface Lead {
  id: string;
  priority: number;
  sequence: number;
}

/** The order of a line: by priority, then age. */
export const comesBefore = (a: Omit<Lead, "id">, b: Omit<Lead, "id">): boolean =>
  a.priority !== b.priority ? a.priority > b.priority : a.sequence < b.sequence;

/** A line of jobs behind one limit, all of one lane (or of one line behind another limit). */
export interface LimitLine {
  /** Jobs that stand before the line: in the lane itself, or in the line behind the outer limit. */
  ahead: number;
  /** Jobs that stand in the line. */
  behind: number;
  /** The one that was last let ahead: none in the line comes before it. Absent: it has gone. */
  lead?: Lead;
}

/** One key that limits jobs: what it says, who stands in line for it, what was used of it. */
export interface LimitRow {
  id: string;
  limit: number;
  per?: number;
  mode?: Rate["mode"];
  /** By the place the line is behind: see {@link standing}. */
  lines: Record<string, LimitLine>;
  /** Of a rate: starts that may still count. */
  starts?: Starts;
  /** Of a concurrency: jobs that keep their place among the running ones while they wait. */
  kept?: number;
  /**
   * Index. `opens`: jobs stand in line until then. `ends`: nobody does, and nothing of it counts after that.
   */
  due?: [what: "opens" | "ends", at: number];
}

/** The parts of a job that its limits look at. */
export interface Limited {
  limits?: readonly StoredLimit[];
  /** Absent: in its lane. 1: in line behind the first of its limits, 2: behind the second. */
  depth?: number;
  /** It is among the running ones of its concurrency limit also while it waits. */
  slot?: true;
  suspicion?: number;
}

export const isRate = (limit: StoredLimit): limit is StoredLimit & Rate => "per" in limit;

/** The key of a limit, as the app said it. */
export const keyOfLimit = (id: string): string => id.slice(2);

/**
 * A job of a strict limit that ran and has not ended keeps its place among the running ones: until it ends, or until
 * somebody puts it off. So does one whose context is gone, where there is one place only: it stands back behind others
 * then, and those of its key are to be done in order.
 */
export function withSlot<Job extends Limited & { state: JobState }>(
  before: Limited,
  after: Job,
  event: JobEventType,
  ran: boolean,
): Job {
  if (!after.limits) return after;
  const keeping =
    isStrict(after) || (event === "interrupted" && after.suspicion !== undefined && isInOrder(after));
  const keeps = keeping && (ran || before.slot === true) && !isFinal(after.state) && event !== "rescheduled";
  if (keeps === (after.slot ?? false)) return after;
  const { slot: _slot, ...rest } = after;
  return keeps ? { ...after, slot: true } : (rest as Job);
}

const isInOrder = ({ limits = [] }: Limited): boolean =>
  limits.some((limit) => !isRate(limit) && limit.limit === 1);

/** Whether it keeps its place while it waits for its next attempt too. */
export const isStrict = ({ limits = [] }: Limited): boolean =>
  limits.some((limit) => !isRate(limit) && limit.strict);

/** A job in its lane rather than in line for a limit, where all but few are anyway. */
export function inLane<Job extends Limited>(job: Job): Job {
  if (job.depth === undefined) return job;
  const { depth: _depth, ...rest } = job;
  return rest as Job;
}

/** Whether an id is that of a concurrency limit. */
export const isConcurrency = (id: string): boolean => id.startsWith("c:");

/** The row of a whole queue's rate; what a queue allows is in the totals. */
export const queueLimitId = (queue: string): string => `q:${queue}`;
export const isQueueLimit = (id: string): boolean => id.startsWith("q:");

export const rateOf = (row: LimitRow): Rate | undefined =>
  row.per === undefined ? undefined : { limit: row.limit, per: row.per, mode: row.mode ?? "sliding" };

/**
 * Where a job stands that is so deep in line: the first part of its `ready` key. No lane and no key of a limit has a
 * line break.
 */
export function standing(lane: string, limits: readonly string[], depth: number): string {
  return [lane, ...limits.slice(0, depth)].join("\n");
}

/** What its limits are called. */
export const idsOfLimits = ({ limits = [] }: Limited): string[] => limits.map(({ id }) => id);

/** What holds a job back that would begin now, as far as one limit goes. The claim and `waitingFor` both ask here. */
export function limitBlocker(
  row: LimitRow | undefined,
  running: number,
  now: number,
): (WaitingFor & { shut: boolean }) | undefined {
  if (!row) return undefined;
  const key = keyOfLimit(row.id);
  const rate = rateOf(row);
  if (rate) {
    if (roomIn(row.starts ?? [], rate, now) > 0) return undefined;
    const detail = `At most ${rate.limit} may start in ${inWords(rate.per)} for '${key}'.`;
    return { kind: "limit", detail, until: opensAt(row.starts ?? [], rate, now), shut: true };
  }
  const kept = row.kept ?? 0;
  if (running + kept < row.limit) return undefined;
  const detail = `At most ${row.limit} may run at a time for '${key}'.`;
  return { kind: "limit", detail, shut: kept >= row.limit };
}

/** Whether nobody may begin until something else happens than the end of a running job. */
export function isShut(row: LimitRow, now: number): boolean {
  const rate = rateOf(row);
  return rate ? roomIn(row.starts ?? [], rate, now) === 0 : (row.kept ?? 0) >= row.limit;
}

const UNITS: readonly [number, string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
];

/** A span of time in its largest whole unit. */
export function inWords(per: number): string {
  const [size, unit] = UNITS.find(([each]) => per % each === 0) ?? [1, "ms"];
  return `${per / size} ${unit}`;
}
