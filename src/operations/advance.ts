import type { JobEvent } from "../job/event.ts";
import type { JobProgress } from "../job/job.ts";
import { type Circumstances, laneOf } from "../job/lane.ts";
import type { LeaseRow } from "../job/lease.ts";
import type { JobRecord } from "../job/record.ts";
import { heads } from "./heads.ts";
import { placeHold } from "./holds.ts";
import { noteFindings, openLanes } from "./open-lanes.ts";
import { type Deciding, getMany, lists, type Operation } from "./operation.ts";
import { portionsOf, type Weighing } from "./portions.ts";
import { earliestLapse } from "./promote-due.ts";
import { writeRows } from "./report.ts";
import { argsKey, type PayloadRow, resultKey } from "./tables.ts";
import { JOB_TABLES, openWork, type Work } from "./work.ts";

/** How an attempt went, shown with the token of its claim. */
export interface Outcome {
  job: JobRecord;
  token: number;
  /** `deleted`: a filter has cancelled the run. */
  event: Extract<JobEvent, { type: "succeeded" | "threw" | "released" | "deleted" }>;
  /** A large result, stored apart. */
  payload?: unknown;
  /** The handler found that this hold must stand. */
  hold?: { name: string; reason: string };
  /** What the attempt last said of its progress. */
  progress?: JobProgress;
  /** Its log lines that are still unwritten. */
  rows?: readonly PayloadRow[];
}

export interface AdvanceInput {
  now: number;
  server: string;
  outcomes: readonly Outcome[];
  /** Jobs that were claimed ahead and never begun: they go back as if nothing had been. */
  unclaimed?: readonly { id: string; token: number }[];
  /** Absent: take no work. `handles` is a list, so that the input stays plain data. */
  claim?: Omit<Circumstances, "paused" | "holds" | "handles"> & {
    handles: readonly string[];
    limit: number;
    /** Its queues have weights, and no precedence. */
    weighing?: Weighing;
    wokenBy?: string;
    /**
     * Tokens of everything the server holds by its own knowledge. Whatever else its lease lists was claimed by a call
     * whose answer it never got: nobody will begin it, so it goes back. Absent: nothing is put back.
     */
    held?: readonly number[];
  };
}

export interface ClaimedJob {
  job: JobRecord;
  token: number;
  args: unknown;
}

export interface Advance {
  /** The server's lease was taken away (it seemed dead): nothing was changed, it must start anew. */
  lost: boolean;
  /** Jobs whose outcome was refused: deleted meanwhile, or taken over. */
  refused: string[];
  claimed: ClaimedJob[];
  /** There is more that could be claimed now. */
  more: boolean;
  /** When the next scheduled job is due, or the next one stops waiting for what it prefers. */
  nextDue?: number;
  /** Letters of what enqueued jobs need of the device and only a look can tell; absent: nothing. */
  needs?: string;
  /** Whose turn it is next, where queues have weights. */
  turn?: number;
  /** Other servers that hold jobs. */
  others: string[];
}

/**
 * The server's heartbeat of work: commits what its attempts came to and claims the next ones, in one transaction, with
 * one write for the lease whatever the number of jobs.
 *
 * A claimed job's record isn't rewritten: that it runs is in the lease. This was measured at 0.73 of the time that
 * rewriting takes; see docs/storage.md.
 */
export const advance: Operation<AdvanceInput, Advance> = {
  name: "advance",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, server, outcomes, unclaimed = [], claim }) {
    const work = yield* openWork(now);
    const lease = work.leases.find((row) => row.server === server);
    const others = work.leases.filter((row) => row !== lease && row.jobs.length > 0).map((row) => row.server);
    if (!lease) {
      const refused = outcomes.map(({ job }) => job.id);
      return work.decision({ lost: true, refused, claimed: [], more: false, others });
    }
    const refused = yield* finish(work, lease, outcomes);
    putBack(work, lease, [...unclaimed, ...unknown(lease, claim?.held, unclaimed)]);
    // The claim then finds the ready index as it is: without what has ended, with what was released by it.
    yield* work.flush();
    const {
      claimed,
      more,
      needs = "",
      turn,
    } = claim
      ? yield* take(
          work,
          lease,
          {
            ...claim,
            handles: new Set(claim.handles),
            paused: work.totals.paused,
            holds: work.totals.holds,
          },
          claim,
        )
      : { claimed: [], more: false, turn: undefined };
    const nextDue = yield* earliestDue(work);
    return work.decision({
      lost: false,
      refused,
      claimed,
      more,
      others,
      ...(nextDue === undefined ? {} : { nextDue }),
      ...(needs === "" ? {} : { needs }),
      ...(turn === undefined ? {} : { turn }),
    });
  },
};

function* finish(work: Work, lease: LeaseRow, outcomes: readonly Outcome[]): Deciding<string[]> {
  const refused: string[] = [];
  const held = new Map(lease.jobs.map((entry) => [entry.id, entry]));
  yield* work.load(outcomes.filter(({ job }) => held.get(job.id)?.dirty).map(({ job }) => job.id));
  for (const { job, token, event, payload, hold, progress, rows = [] } of outcomes) {
    const entry = held.get(job.id);
    // The fencing rule: only the claim that still stands may say how the attempt went.
    if (!entry || entry.token !== token) {
      refused.push(job.id);
      continue;
    }
    const record = entry.dirty ? work.record(job.id) : job;
    if (record) work.adopt(rows.length > 0 ? { ...record, attached: true } : record);
    if (progress) entry.progress = progress;
    if (!work.apply(job.id, event)) {
      refused.push(job.id);
      continue;
    }
    if (hold && placeHold(work.totals, { ...hold, at: work.now })) {
      work.notify({ type: "queue", name: `hold:${hold.name}`, at: work.now });
    }
    writeRows(work, job.id, rows);
    // Unless filters have sent it elsewhere.
    if (work.record(job.id)?.resultPayload) {
      work.put({ kind: "put", table: "payloads", value: { id: resultKey(job.id), value: payload } });
    }
  }
  yield* work.settle();
  return refused;
}

type Unclaimed = NonNullable<AdvanceInput["unclaimed"]>;

function unknown(lease: LeaseRow, held: readonly number[] | undefined, unclaimed: Unclaimed): Unclaimed {
  if (!held) return [];
  const known = new Set([...held, ...unclaimed.map(({ token }) => token)]);
  return lease.jobs.filter(({ token }) => !known.has(token));
}

function putBack(work: Work, lease: LeaseRow, unclaimed: Unclaimed): void {
  if (unclaimed.length === 0) return;
  const tokens = new Set(unclaimed.map(({ token }) => token));
  lease.jobs = lease.jobs.filter((entry) => !tokens.has(entry.token));
  work.leaseChanged(lease);
  work.notify({ type: "many", count: unclaimed.length, at: work.now });
}

function* take(
  work: Work,
  lease: LeaseRow,
  world: Circumstances,
  { limit, wokenBy, weighing }: { limit: number; wokenBy?: string; weighing?: Weighing },
): Deciding<{ claimed: ClaimedJob[]; more: boolean; needs?: string; turn?: number | undefined }> {
  const busy = new Map<string, number>();
  const passed = new Set<string>(work.running.keys());
  for (const { entry } of work.running.values()) busy.set(entry.lane, (busy.get(entry.lane) ?? 0) + 1);
  const { open: lanes, needs } = openLanes(work.totals, world);
  const waiting = (key: string): number => (work.totals.lanes[key] ?? 0) - (busy.get(key) ?? 0);
  const { portions, turn } = portionsOf(lanes, limit, waiting, weighing);
  const chosen: JobRecord[] = [];
  let more = false;
  for (const { keys, most } of portions) {
    if (chosen.length >= limit) {
      more ||= keys.some((key) => waiting(key) > 0);
      break;
    }
    const next = yield* heads(keys, Math.min(most, limit - chosen.length), busy, passed);
    for (const job of next.jobs) {
      passed.add(job.id);
      const lane = laneOf(job);
      busy.set(lane, (busy.get(lane) ?? 0) + 1);
    }
    chosen.push(...next.jobs);
    // Behind a share the rest is looked at once more, by the last portion.
    more ||= next.more && most === Number.POSITIVE_INFINITY;
  }
  const payloads = yield* getMany(
    "payloads",
    chosen.filter((job) => job.payload).map((job) => argsKey(job.id)),
  );
  const large = new Map(payloads.flatMap((row) => (row ? [[row.id, row.value] as const] : [])));
  const claimed = chosen.map((job) => {
    const token = ++lease.token;
    lease.jobs.push({
      id: job.id,
      token,
      since: work.now,
      attempt: job.attempts + 1,
      lane: laneOf(job),
      ...(job.batch ? { batch: job.batch[0] } : {}),
      ...(wokenBy === undefined ? {} : { wokenBy }),
    });
    const { id, name, queue } = job;
    work.notify({ type: "job", id, name, queue, state: "processing", previous: "enqueued", at: work.now });
    work.filters?.tellClaim(job, job.attempts + 1);
    return { job, token, args: job.payload ? large.get(argsKey(job.id)) : job.args };
  });
  if (noteFindings(lease, world, needs) || claimed.length > 0) {
    lease.seenAt = work.now;
    work.leaseChanged(lease);
  }
  return { claimed, more, needs, turn };
}

function* earliestDue(work: Work): Deciding<number | undefined> {
  const lapse = yield* earliestLapse(work.totals);
  if (work.totals.states.scheduled === 0) return lapse;
  const [[first] = []] = yield* lists("jobs", [
    { index: "list", lower: ["scheduled"], upper: ["scheduled", []], limit: 1 },
  ]);
  return Math.min(lapse ?? Number.POSITIVE_INFINITY, first?.scheduledFor ?? Number.POSITIVE_INFINITY);
}
