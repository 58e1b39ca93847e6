import { type JobDraft, newJob } from "../job/draft.ts";
import type { ResolvedOptions } from "../job/record.ts";
import { isFinal } from "../job/state.ts";
import { backOff, fire, runAhead } from "../recurring/firing.ts";
import { type RecurringRecord, type RecurringRun, RUNS_KEPT } from "../recurring/recurring-job.ts";
import { type Deciding, get, list, type Operation } from "./operation.ts";
import { replan } from "./replan-recurring.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

/** Definitions looked at in one transaction. */
const FIRE_BATCH = 20;

export interface FireInput {
  now: number;
  /** Fresh ids for the jobs to be made, in order; what remains is not used. */
  ids: readonly string[];
  /** The device's time zone. */
  zone: string;
  /** The clock has been set by this many milliseconds while the server ran. */
  jump?: number | undefined;
  wokenBy?: string;
}

export interface Fired {
  jobs: string[];
  more: boolean;
  /** When the next definition must be looked at. */
  next?: number;
}

/**
 * Makes the jobs of all recurring definitions that are due. A definition that can't be evaluated keeps its reason and
 * is tried again later; it never holds the others up.
 */
export const fireRecurring: Operation<FireInput, Fired> = {
  name: "fire-recurring",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, ids, zone, jump, wokenBy }) {
    const work = yield* openWork(now);
    yield* replan(work, zone, jump);
    const rows = yield* list("recurring", { index: "dueAt", limit: FIRE_BATCH + 1 });
    const due = rows.filter((record) => (record.dueAt ?? 0) <= now).slice(0, FIRE_BATCH);
    yield* work.load(due.flatMap(openRuns));
    const unused = [...ids];
    const jobs: string[] = [];
    let postponed = false;
    for (const record of due) {
      const made = fireOne(work, record, unused, wokenBy);
      if (made) jobs.push(...made);
      else postponed = true;
    }
    yield* work.settle();
    const later = rows[due.length]?.dueAt;
    const times = work.definitions.changed().flatMap((record) => record.dueAt ?? []);
    const next = Math.min(...times, later ?? Number.POSITIVE_INFINITY);
    return work.decision({
      jobs,
      more: postponed || next <= now,
      ...(Number.isFinite(next) ? { next } : {}),
    });
  },
};

/** The last run, and those before it that are not known to have ended: a run by hand may have come between. */
const openRuns = ({ overlap, lastJobId, runs }: RecurringRecord): string[] =>
  overlap === "allow"
    ? []
    : [{ jobId: lastJobId } as RecurringRun, ...runs].flatMap(({ jobId, outcome }) =>
        outcome ? [] : (jobId ?? []),
      );

const goingOn = (work: Work, record: RecurringRecord): string[] =>
  openRuns(record).filter((id) => {
    const job = work.record(id);
    return job?.recurringId === record.id && !isFinal(job.state);
  });

/** The ids of the jobs that were made; `undefined` when there are too few fresh ids left for all of them. */
function fireOne(
  work: Work,
  record: RecurringRecord,
  unused: string[],
  wokenBy: string | undefined,
): string[] | undefined {
  const { now } = work;
  let firing: ReturnType<typeof fire>;
  // Of several that are due at once each would begin beside the one before it.
  const most = record.overlap === "skip" ? Number(goingOn(work, record).length === 0) : Infinity;
  try {
    firing = fire(record, now, most);
  } catch (error) {
    const failures = record.failures + 1;
    const message = error instanceof Error ? error.message : String(error);
    const dueAt = now + backOff(failures);
    work.definitions.save({ ...record, failures, error: { message, at: now }, dueAt });
    // Whoever wakes a sleeping worker must know of the next try.
    work.notify({ type: "recurring", id: record.id, dueAt, at: now });
    return [];
  }
  if (firing.occurrences.length > unused.length) return undefined;
  const { error: _error, nextRunAt: _next, dueAt: _due, ...rest } = unpaused(record, now);
  const { ended: _ended, ...times } = firing.next;
  let current: RecurringRecord = { ...rest, failures: 0, ...times, updatedAt: now };
  const made: string[] = [];
  for (const [i, plannedAt] of firing.occurrences.entries()) {
    const first = i === 0 ? { missed: firing.missed, dropped: firing.dropped } : { missed: 0, dropped: 0 };
    const run: RecurringRun = {
      plannedAt,
      lateness: Math.max(0, now - plannedAt),
      ...(first.missed > 0 ? { missed: first.missed } : {}),
      ...(first.dropped > 0 ? { dropped: first.dropped } : {}),
      ...(wokenBy === undefined ? {} : { wokenBy }),
    };
    const before = goingOn(work, current);
    if (record.overlap === "skip" && before.length > 0) {
      current = withRun(current, { ...run, outcome: "skipped" });
      continue;
    }
    if (record.overlap === "replace")
      for (const id of before) work.apply(id, { type: "deleted", reason: "Replaced by its next run." });
    const id = unused.shift()!;
    work.add(newJob(draftOf(current, id, plannedAt), now, [], new Set()));
    made.push(id);
    current = withRun({ ...current, lastJobId: id, lastRunAt: now }, { ...run, jobId: id, startedAt: now });
  }
  work.definitions.save(current);
  work.notify({
    type: "recurring",
    id: record.id,
    at: now,
    ...(current.dueAt === undefined ? {} : { dueAt: current.dueAt }),
  });
  return made;
}

/** A pause that was to end by itself has ended. */
function unpaused(record: RecurringRecord, now: number): RecurringRecord {
  if (record.pausedUntil === undefined || record.pausedUntil > now) return record;
  const { pausedUntil: _until, ...rest } = record;
  return { ...rest, paused: false };
}

/** Runs a definition now and leaves its schedule alone; or, `asDue`, in the place of its next occurrence. */
export const triggerRecurring: Operation<
  { now: number; id: string; jobId: string; asDue?: boolean },
  string | undefined
> = {
  name: "trigger-recurring",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({
    now,
    id,
    jobId,
    asDue = false,
  }): Deciding<ReturnType<Work["decision"]> & { result: string | undefined }> {
    const record = yield* get("recurring", id);
    const work = yield* openWork(now, { refusable: true });
    if (!record) return work.decision(undefined);
    // Asked a second time, because the first answer was lost: the run is there, and may have ended.
    yield* work.load([jobId]);
    if (work.record(jobId)) return work.decision(jobId);
    work.add(newJob(draftOf(record, jobId, now), now, [], new Set()));
    const ahead = asDue ? runAhead(record, now) : undefined;
    const plannedAt = ahead?.ranAhead.at(-1) ?? now;
    const run: RecurringRun = { plannedAt, startedAt: now, jobId, lateness: 0, manual: true };
    const { nextRunAt: _next, dueAt: _due, ...rest } = record;
    const planned = ahead ? { ...rest, ...ahead } : record;
    work.definitions.save(withRun({ ...planned, lastJobId: jobId, lastRunAt: now }, run));
    yield* work.settle();
    work.notify({ type: "recurring", id, at: now });
    return work.decision(jobId);
  },
};

function draftOf(record: RecurringRecord, id: string, plannedAt: number): JobDraft {
  return {
    ...(record.options as Omit<ResolvedOptions, "id">),
    id,
    args: record.args,
    dueAt: plannedAt,
    recurringId: record.id,
  };
}

function withRun(record: RecurringRecord, run: RecurringRun): RecurringRecord {
  return { ...record, runs: [...record.runs, run].slice(-RUNS_KEPT) };
}
