import type { JobEvent } from "../../job/event.ts";
import type { JobProgress } from "../../job/job.ts";
import type { LeaseRow } from "../../job/lease.ts";
import type { JobRecord } from "../../job/record.ts";
import { type Deciding, lists, type Operation, startingWith } from "../operation.ts";
import { type PayloadRow, resultKey } from "../tables.ts";
import { earliestLapse } from "../work/lapse.ts";
import { placeHold } from "../work/standing-holds.ts";
import { JOB_TABLES, openWork, type Work } from "../work/work.ts";
import { writeRows } from "./report.ts";
import { suspectsIn, tellOfTrial } from "./suspects.ts";
import { type Claim, type ClaimedJob, type Taken, take } from "./take.ts";

/** How an attempt went, shown with the token of its claim. */
export interface Outcome {
  job: JobRecord;
  token: number;
  /** `deleted`: a filter has cancelled the run. */
  event: Extract<JobEvent, { type: "succeeded" | "threw" | "released" | "deleted" }>;
  /** A large result, stored apart. */
  payload?: unknown;
  /** The handler found that this hold must stand. */
  hold?: { name: string; reason: string } | undefined;
  /** What the attempt last said of its progress. */
  progress?: JobProgress | undefined;
  /** Its log lines that are still unwritten. */
  rows?: readonly PayloadRow[] | undefined;
}

export interface AdvanceInput {
  now: number;
  server: string;
  outcomes: readonly Outcome[];
  /** Jobs that were claimed ahead and never begun: they go back as if nothing had been. */
  unclaimed?: readonly { id: string; token: number }[];
  /** Absent: take no work. */
  claim?: Claim;
}

export interface Advance {
  /** The server's lease was taken away (it seemed dead): nothing was changed, it must start anew. */
  lost: boolean;
  /** Jobs whose outcome was refused: deleted meanwhile, or taken over. */
  refused: string[];
  claimed: ClaimedJob[];
  /** There is more that could be claimed now. */
  more: boolean;
  /** When the next is due: a scheduled job, a limit that jobs wait for, the end of a preference, a look at a suspect. */
  nextDue?: number | undefined;
  /** Letters of what enqueued jobs need of the device and only a look can tell; empty or absent: nothing. */
  needs?: string | undefined;
  /** Whose turn it is next, where queues have weights. */
  turn?: number | undefined;
  /** Other servers that hold jobs. */
  others: string[];
}

const NOTHING_TAKEN: Taken = { claimed: [], more: false };

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
    const leaving = outcomes.map(({ job }) => job);
    const work = yield* openWork(now, { leaving });
    work.server = server;
    const lease = work.leases.find((row) => row.server === server);
    const others = work.leases.filter((row) => row !== lease && row.jobs.length > 0).map((row) => row.server);
    if (!lease) {
      const refused = outcomes.map(({ job }) => job.id);
      return work.decision({ lost: true, refused, claimed: [], more: false, others });
    }
    const tried = suspectsIn(lease);
    const refused = yield* finish(work, lease, outcomes);
    if (suspectsIn(lease) < tried) tellOfTrial(work);
    yield* putBack(work, lease, [...unclaimed, ...unknown(lease, claim?.held, unclaimed)]);
    // The claim then finds the ready index as it is: without what has ended, with what was released by it.
    yield* work.flush();
    const taken = claim ? yield* take(work, lease, claim) : NOTHING_TAKEN;
    const { claimed, more, needs, turn, again } = taken;
    work.lines.write();
    const nextDue = yield* earliestDue(work, again);
    return work.decision({ lost: false, refused, claimed, more, others, nextDue, needs, turn });
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

function* putBack(work: Work, lease: LeaseRow, unclaimed: Unclaimed): Deciding<void> {
  if (unclaimed.length === 0) return;
  const tokens = new Set(unclaimed.map(({ token }) => token));
  const back = lease.jobs.filter((entry) => tokens.has(entry.token));
  lease.jobs = lease.jobs.filter((entry) => !tokens.has(entry.token));
  work.leaseChanged(lease);
  yield* work.lines.giveBack(back);
  work.notify({ type: "many", count: unclaimed.length, at: work.now });
}

/** When the first is due: a scheduled job, the end of a preference, a limit that opens, another look at a suspect. */
function* earliestDue(work: Work, again: number | undefined): Deciding<number | undefined> {
  const dues = [again, work.totals.opensAt, yield* earliestLapse(work.totals)];
  if (work.totals.states.scheduled > 0) {
    const [[first] = []] = yield* lists("jobs", [{ index: "list", ...startingWith("scheduled"), limit: 1 }]);
    dues.push(first?.scheduledFor);
  }
  const known = dues.filter((due) => due !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
