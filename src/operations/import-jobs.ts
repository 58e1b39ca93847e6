import type { Hold } from "../job/lane.ts";
import type { JobRecord } from "../job/record.ts";
import { isFinal } from "../job/state.ts";
import { uniqueKeyOf } from "../job/uniqueness.ts";
import { plan } from "../recurring/firing.ts";
import type { RecurringRecord, RecurringRun } from "../recurring/recurring-job.ts";
import { type Deciding, getMany, lists, type Operation } from "./operation.ts";
import type { PayloadRow } from "./tables.ts";
import { placeHold } from "./work/standing-holds.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

/** The hold of imported jobs that are to wait until somebody lets them run. */
export const IMPORT_HOLD = "imported";

/** How many were taken in, and how many were passed over because they are here already. */
export interface Imported {
  imported: number;
  skipped: number;
}

/** A job as it comes in: checked, with no index field, and what is stored apart under its id. */
export interface IncomingJob {
  record: JobRecord;
  payloads: readonly PayloadRow[];
  /** It came, or went to the end of its line, while the export was being written: it goes to the end of its line here. */
  isLate: boolean;
}

/**
 * Makes room for the sequence numbers of an export, and answers from where on they count. Pauses and holds are taken
 * over where there is nothing yet that they would stop.
 */
export const beginImport: Operation<
  { now: number; sequence: number; paused: readonly string[]; holds: readonly Hold[] },
  number
> = {
  name: "begin-import",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, sequence, paused, holds }) {
    const work = yield* openWork(now);
    const { totals } = work;
    const offset = totals.sequence;
    const isEmpty =
      totals.recurring + Object.values(totals.states).reduce((sum, count) => sum + count, 0) === 0;
    if (isEmpty) {
      totals.paused = [...new Set([...totals.paused, ...paused])];
      for (const hold of holds) placeHold(totals, hold);
    }
    totals.sequence += sequence;
    // Until all is in, a job may wait for a parent that is still to come.
    totals.repaired = { at: now };
    work.totalsChanged();
    return work.decision(offset);
  },
};

/** Takes in jobs, all of them or none. One whose id is here already is passed over. */
export const importJobs: Operation<{ now: number; jobs: readonly IncomingJob[] }, Imported> = {
  name: "import-jobs",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, jobs }) {
    const work = yield* openWork(now);
    yield* work.load(
      jobs.flatMap(({ record }) => [record.id, ...(record.parents ?? []).map(({ id }) => id)]),
    );
    const taken = yield* takenKeys(jobs);
    const ended: JobRecord[] = [];
    let imported = 0;
    for (const { record, payloads, isLate } of jobs) {
      if (work.record(record.id)) continue;
      const job = unlessTaken(record, taken);
      work.restore(job, isLate);
      for (const value of payloads) work.put({ kind: "put", table: "payloads", value });
      if (job.state === "awaiting") adoptBy(work, job);
      if (job.hold === IMPORT_HOLD) hold(work);
      if (isFinal(job.state)) ended.push(job);
      imported += 1;
    }
    // A definition that is here already may have a run by each of them.
    yield* work.definitions.recordRuns(ended);
    yield* work.settle();
    return work.decision({ imported, skipped: jobs.length - imported });
  },
};

function hold(work: Work): void {
  const reason = "Imported: they run once this hold is released.";
  if (placeHold(work.totals, { name: IMPORT_HOLD, at: work.now, reason }))
    work.notify({ type: "queue", name: `hold:${IMPORT_HOLD}`, at: work.now });
}

/** Parents that are here already learn of their continuation. */
function adoptBy(work: Work, job: JobRecord): void {
  for (const { id, met } of job.parents ?? []) {
    const parent = work.record(id);
    if (parent && !met && !parent.children?.includes(job.id))
      work.rewrite({ ...parent, children: [...(parent.children ?? []), job.id] });
  }
}

function* takenKeys(jobs: readonly IncomingJob[]): Deciding<Set<string>> {
  const keys = new Set(jobs.flatMap(({ record }) => uniqueKeyOf(record) ?? []));
  const ranges = [...keys].map((key) => ({ index: "uniqueKey" as const, lower: key, upper: key, limit: 1 }));
  const rows = yield* lists("jobs", ranges);
  return new Set(rows.flat().flatMap((job) => job.uniqueKey ?? []));
}

/** Of two that would stand for one key, the one that is here stands. */
function unlessTaken(job: JobRecord, taken: Set<string>): JobRecord {
  const key = uniqueKeyOf(job);
  if (key === undefined || (isFinal(job.state) && typeof job.unique?.while !== "number")) return job;
  if (!taken.has(key)) {
    taken.add(key);
    return job;
  }
  const { unique: _unique, ...rest } = job;
  return rest;
}

/** Takes in recurring definitions; one whose id is here already is passed over. */
export const importDefinitions: Operation<
  { now: number; definitions: readonly RecurringRecord[] },
  Imported
> = {
  name: "import-definitions",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, definitions }) {
    const work = yield* openWork(now);
    const known = yield* getMany(
      "recurring",
      definitions.map(({ id }) => id),
    );
    const fresh = definitions.filter(
      (each, i) => !known[i] && definitions.findIndex(({ id }) => id === each.id) === i,
    );
    yield* work.load(fresh.flatMap(({ runs, lastJobId }) => [lastJobId ?? [], ...runs.map(jobOf)].flat()));
    for (const { nextRunAt: _next, dueAt: _due, ...rest } of fresh.map((each) => withOwnJobs(work, each))) {
      const value: RecurringRecord = { ...rest, base: now, ...plan({ ...rest, base: now }, now) };
      work.put({ kind: "put", table: "recurring", value });
      work.notify({
        type: "recurring",
        id: value.id,
        at: now,
        ...(value.dueAt === undefined ? {} : { dueAt: value.dueAt }),
      });
    }
    work.totals.recurring += fresh.length;
    work.totalsChanged();
    return work.decision({ imported: fresh.length, skipped: definitions.length - fresh.length });
  },
};

const jobOf = ({ jobId }: RecurringRun): string | [] => jobId ?? [];

/**
 * A file may say anything of a definition's runs: of jobs that are here, what they came to counts. One that isn't the
 * definition's own is no run of it; taken for the last, it would be deleted under `overlap: 'replace'`.
 */
function withOwnJobs(work: Work, { lastJobId, ...definition }: RecurringRecord): RecurringRecord {
  const isOther = (id: string): boolean => {
    const job = work.record(id);
    return job !== undefined && job.recurringId !== definition.id;
  };
  const named = new Set<string>();
  const runs = definition.runs.map(({ jobId, ...run }): RecurringRun => {
    // Two runs never share a job: only the first would hear of its end.
    if (jobId === undefined || named.has(jobId) || isOther(jobId)) return run;
    named.add(jobId);
    const job = work.record(jobId);
    return { ...run, jobId, ...(job && isFinal(job.state) ? { outcome: job.state } : {}) };
  });
  const last = lastJobId === undefined || isOther(lastJobId) ? {} : { lastJobId };
  return { ...definition, runs, ...last };
}

/** All is in: whoever waits for a parent that did not come is looked for. */
export const endImport: Operation<{ now: number }, void> = {
  name: "end-import",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now }) {
    const work = yield* openWork(now);
    delete work.totals.repaired;
    work.totalsChanged();
    return work.decision(undefined);
  },
};
