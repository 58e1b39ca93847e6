import { type Circumstances, laneOf } from "../../job/lane.ts";
import type { LeaseRow } from "../../job/lease.ts";
import { idsOfLimits, standing } from "../../job/limit.ts";
import type { LimitsByName } from "../../job/limit-options.ts";
import type { JobRecord } from "../../job/record.ts";
import { TRIAL } from "../../job/suspicion.ts";
import { type Deciding, getMany } from "../operation.ts";
import { argsKey, type PayloadRow } from "../tables.ts";
import { queuesInUse, readQueueRows } from "../work/limit-use.ts";
import type { Work } from "../work/work.ts";
import { Gate } from "./gate.ts";
import { heads, type Running } from "./heads.ts";
import { noteFindings, openLanes } from "./open-lanes.ts";
import { type Portion, portionsOf, type Weighing } from "./portions.ts";
import { decideTrial, earliest, giveUpPlaces, isSuspect } from "./suspects.ts";

/** A server's request for jobs; `handles` is a list, so that it stays plain data. */
export interface Claim extends Omit<Circumstances, "paused" | "holds" | "handles" | "queuesInUse" | "now"> {
  handles: readonly string[];
  limit: number;
  /** Its queues have weights, and no precedence. */
  weighing?: Weighing | undefined;
  /** Of these, how many would begin at once: limited jobs are not claimed ahead. Absent: all. */
  free?: number;
  /** What the handlers' definitions say of their limits; it counts for older jobs too. Absent: what the jobs say. */
  limits?: LimitsByName;
  wokenBy?: string;
  /**
   * Tokens of everything the server holds by its own knowledge. Whatever else its lease lists was claimed by a call
   * whose answer it never got: nobody will begin it, so it goes back. Absent: nothing is put back.
   */
  held?: readonly number[];
  /** Tokens of what was claimed ahead and has not begun yet. */
  reserved?: readonly number[];
}

export interface ClaimedJob {
  job: JobRecord;
  token: number;
  args: unknown;
  /** Its arguments can't be read back, and why. */
  unreadable?: string | undefined;
}

export interface Taken {
  claimed: ClaimedJob[];
  more: boolean;
  needs?: string;
  turn?: number | undefined;
  /** When to look again, though nothing is due: a suspect has its context to itself, or stands back. */
  again?: number | undefined;
}

const GONE: Pick<PayloadRow, "value" | "unreadable"> = { value: undefined, unreadable: "They are gone." };

/** The first of the jobs that may begin here and now, listed in the server's lease. */
export function* take(work: Work, lease: LeaseRow, claim: Claim): Deciding<Taken> {
  const { totals, now } = work;
  const rows = yield* readQueueRows(totals);
  for (const row of rows) work.lines.rows.adopt(row);
  const queues = queuesInUse(totals, work.leases, rows);
  const gate = new Gate(work, queues, claim.limits, claim.free);
  const world: Circumstances = {
    ...claim,
    handles: new Set(claim.handles),
    paused: totals.paused,
    holds: totals.holds,
    queuesInUse: queues,
    now,
  };
  const { open, needs } = openLanes(totals, world);
  const running = runningOf(work);
  const waiting = (key: string): number => (totals.lanes[key] ?? 0) - (running.counts.get(key) ?? 0);
  const { free = Number.POSITIVE_INFINITY } = claim;
  const suspects = open.filter(isSuspect);
  const decided = yield* decideTrial(work, lease, suspects, running, free);
  const { nothing, trial } = decided;
  const given = yield* giveUpPlaces(work, open, running);
  let again = earliest([decided.again, given]);
  const ordinary = suspects.length === 0 ? open : open.filter((lane) => !isSuspect(lane));
  const { portions, turn } = portionsOf(nothing ? [] : ordinary, claim.limit, waiting, claim.weighing);
  const alone = function* (): Deciding<Chosen> {
    // Whatever else there is waits until its trial is over, of which nobody tells.
    const { jobs } = yield* choose(trial?.portions ?? [], 1, waiting, running, gate, totals.lanes);
    if (jobs.length > 0) again = Math.min(again ?? Number.POSITIVE_INFINITY, now + TRIAL);
    return { jobs, more: false };
  };
  let chosen = trial?.turn === "first" ? yield* alone() : { jobs: [], more: false };
  if (chosen.jobs.length === 0)
    chosen = yield* choose(portions, claim.limit, waiting, running, gate, totals.lanes);
  if (chosen.jobs.length === 0 && trial?.turn === "last") chosen = yield* alone();
  const { jobs, more } = chosen;
  const payloads = yield* getMany(
    "payloads",
    jobs.filter((job) => job.payload).map((job) => argsKey(job.id)),
  );
  const large = new Map(payloads.flatMap((row) => (row ? [[row.id, row] as const] : [])));
  noteBegun(lease, claim.reserved);
  const claimed = jobs.map((job, i) => {
    const { id, name, queue } = job;
    work.notify({ type: "job", id, name, queue, state: "processing", previous: "enqueued", at: now });
    work.filters?.tellClaim(job, job.attempts + 1);
    const token = enter(lease, job, now, { ahead: i >= free, wokenBy: claim.wokenBy });
    if (!job.payload) return { job, token, args: job.args };
    const { value: args, unreadable } = large.get(argsKey(id)) ?? GONE;
    return { job, token, args, unreadable };
  });
  if (noteFindings(lease, world, needs) || claimed.length > 0) {
    lease.seenAt = now;
    work.leaseChanged(lease);
  }
  yield* gate.close();
  return { claimed, more, needs, turn, again };
}

interface Chosen {
  jobs: JobRecord[];
  more: boolean;
}

function* choose(
  portions: readonly Portion[],
  limit: number,
  waiting: (key: string) => number,
  running: Running,
  gate: Gate,
  inLane: Readonly<Record<string, number>>,
): Deciding<Chosen> {
  const jobs: JobRecord[] = [];
  let more = false;
  for (const { keys, most } of portions) {
    const left = limit - jobs.length;
    if (left <= 0) return { jobs, more: more || keys.some((key) => waiting(key) > 0) };
    const next = yield* heads(
      keys,
      { limit: Math.min(most, left), taken: jobs.length, inLane },
      running,
      gate,
    );
    for (const job of next.jobs) {
      running.ids.add(job.id);
      const [place] = job.ready!;
      running.counts.set(place, (running.counts.get(place) ?? 0) + 1);
    }
    jobs.push(...next.jobs);
    // Behind a share the rest is looked at once more, by the last portion.
    more ||= next.more && most === Number.POSITIVE_INFINITY;
    if (next.stopped) break;
  }
  return { jobs, more };
}

function runningOf(work: Work): Running {
  const counts = new Map<string, number>();
  for (const { entry } of work.running.values()) {
    const { lane, limits = [], depth = 0 } = entry;
    const key = standing(lane, limits, depth);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { ids: new Set(work.running.keys()), counts };
}

/** What was claimed ahead and has begun since; it is written when the lease is written anyway. */
function noteBegun(lease: LeaseRow, reserved: readonly number[] | undefined): void {
  if (!reserved) return;
  const waits = new Set(reserved);
  for (const entry of lease.jobs) if (entry.ahead && !waits.has(entry.token)) delete entry.ahead;
}

/** Lists a job in the lease; answers its token. */
function enter(
  lease: LeaseRow,
  job: JobRecord,
  since: number,
  { ahead, wokenBy }: { ahead: boolean; wokenBy: string | undefined },
): number {
  const { id, attempts, limits, depth, slot } = job;
  const token = ++lease.token;
  lease.jobs.push({
    id,
    token,
    since,
    attempt: attempts + 1,
    lane: laneOf(job),
    ...(job.batch ? { batch: job.batch[0] } : {}),
    ...(limits ? { limits: idsOfLimits(job) } : {}),
    ...(depth ? { depth } : {}),
    ...(slot ? { slot } : {}),
    ...(ahead ? { ahead } : {}),
    ...(wokenBy === undefined ? {} : { wokenBy }),
  });
  return token;
}
