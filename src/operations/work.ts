import type { JobEvent } from "../job/event.ts";
import { type LeaseRow, type Running, runningJobs } from "../job/lease.ts";
import type { Notice } from "../job/notice.ts";
import { placed } from "../job/place.ts";
import type { JobRecord } from "../job/record.ts";
import type { JobState } from "../job/state.ts";
import { transition } from "../job/transition.ts";
import type { RecurringRecord } from "../recurring/recurring-job.ts";
import { countInHour, countMove, emptyTotals } from "./counting.ts";
import { inShort, noticeOf } from "./notices.ts";
import { type Change, type Deciding, type Decision, getMany } from "./operation.ts";
import { type CounterRow, type HourRow, resultKey, type TableName, type Totals, under } from "./tables.ts";

/** Tables that any change of a job may touch: an operation that opens a {@link Work} names at least these. */
export const JOB_TABLES: readonly TableName[] = ["jobs", "payloads", "leases", "counters", "recurring"];

/**
 * The jobs one operation changes, and everything that must change with them: counters, leases, continuations, notices.
 * It lives as long as the operation; {@link Work.decision} turns it into changes that commit together.
 */
export class Work {
  readonly now: number;
  readonly totals: Totals;
  readonly leases: LeaseRow[];
  readonly #pastHours: HourRow[] = [];
  readonly #records = new Map<string, JobRecord | undefined>();
  readonly #changed = new Set<string>();
  readonly #changedLeases = new Set<LeaseRow>();
  readonly #recurring = new Map<string, RecurringRecord | undefined>();
  readonly #changedRecurring = new Set<string>();
  readonly #changes: Change[] = [];
  readonly #notices: Notice[] = [];
  readonly #settled: JobRecord[] = [];
  #totalsChanged = false;
  #running: Map<string, Running> | undefined;

  constructor(now: number, totals: Totals, leases: LeaseRow[]) {
    this.now = now;
    this.totals = totals;
    this.leases = leases;
  }

  /** Running jobs by id, over all servers. */
  get running(): Map<string, Running> {
    this.#running ??= runningJobs(this.leases);
    return this.#running;
  }

  /** The record as this operation sees it; it must have been loaded, added or taken from a claim before. */
  record(id: string): JobRecord | undefined {
    return this.#records.get(id);
  }

  changedRecords(): JobRecord[] {
    return [...this.#changed].flatMap((id) => this.#records.get(id) ?? []);
  }

  *load(ids: readonly string[]): Deciding<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#records.has(id));
    const rows = yield* getMany("jobs", missing);
    for (const [i, id] of missing.entries()) this.#records.set(id, rows[i]);
  }

  /** A record known without reading it: the claimer keeps what it claimed, the lease tells whether it is still true. */
  adopt(record: JobRecord): void {
    this.#records.set(record.id, record);
  }

  /** A new job, already in its first state. */
  add(record: JobRecord): void {
    this.#store(undefined, record, true);
    countInHour(this.totals, this.#pastHours, this.now, "created");
  }

  /** Applies an event; `false` when the job's state refuses it, and then nothing has changed. */
  apply(id: string, event: JobEvent): boolean {
    const before = this.#records.get(id);
    if (!before) return false;
    const running = this.running.get(id);
    const after = transition(before, running?.entry, event, this.now);
    if (!after) return false;
    if (running) this.#endLease(running);
    this.#store(before, after.job, after.toEndOfLine, running ? "processing" : before.state);
    if (after.settled) {
      this.#settled.push(this.#records.get(id)!);
      countInHour(this.totals, this.#pastHours, this.now, after.settled);
    } else if (event.type === "threw") {
      countInHour(this.totals, this.#pastHours, this.now, "retried");
    }
    if (before.resultPayload && !after.job.resultPayload) this.delete("payloads", resultKey(id));
    // Begun anew after it had succeeded: its steps are to be done again. A failed one goes on behind the last.
    if (before.attached && before.state === "succeeded" && after.job.state !== "deleted") {
      this.#changes.push({ kind: "delete-range", table: "payloads", ...under(`${id} step`) });
    }
    return true;
  }

  /** Changes a record without moving it: nothing about its place, its lane or its state may differ. */
  rewrite(record: JobRecord): void {
    this.#records.set(record.id, record);
    this.#changed.add(record.id);
    const running = this.running.get(record.id);
    if (running && !running.entry.dirty) {
      running.entry.dirty = true;
      this.#changedLeases.add(running.row);
    }
  }

  /** Takes a job and all that belongs to it out of the store. */
  remove(record: JobRecord): void {
    countMove(this.totals, record, undefined);
    this.#totalsChanged = true;
    this.#records.set(record.id, undefined);
    this.#changed.delete(record.id);
    this.delete("jobs", record.id);
    if (record.payload || record.resultPayload || record.attached) {
      this.#changes.push({ kind: "delete-range", table: "payloads", ...under(record.id) });
    }
    this.#notices.push(noticeOf(record, "removed", record.state, this.now));
  }

  /** Tells the continuations of all that has ended, and theirs, until nothing more follows. */
  *settle(): Deciding<void> {
    while (this.#settled.length > 0) {
      const parents = this.#settled.splice(0);
      yield* this.load(parents.flatMap((parent) => parent.children ?? []));
      for (const { id, state, children = [] } of parents) {
        if (state !== "succeeded" && state !== "failed" && state !== "deleted") continue;
        for (const child of children) this.apply(child, { type: "parent-settled", parent: id, state });
      }
      yield* this.#recordRuns(parents);
    }
  }

  /** The lease row was changed by the operation itself. */
  leaseChanged(row: LeaseRow): void {
    this.#running = undefined;
    this.#changedLeases.add(row);
  }

  totalsChanged(): void {
    this.#totalsChanged = true;
  }

  put(change: Extract<Change, { kind: "put" }>): void {
    this.#changes.push(change);
  }

  delete(table: TableName, key: string): void {
    this.#changes.push({ kind: "delete", table, key });
  }

  notify(notice: Notice): void {
    this.#notices.push(notice);
  }

  /** Writes the changed jobs and definitions now, so that the indexes show them as they are to the reads that follow. */
  *flush(): Deciding<void> {
    const changes = [...this.#takeJobs(), ...this.#takeRecurring()];
    if (changes.length > 0) yield [{ kind: "write", changes }];
  }

  /** Everything that has come together, as one decision. */
  decision<Result>(result: Result): Decision<Result> {
    const changes = this.#takeJobs();
    for (const row of this.#changedLeases) changes.push({ kind: "put", table: "leases", value: row });
    changes.push(...this.#takeRecurring());
    for (const row of this.#pastHours) changes.push({ kind: "put", table: "counters", value: row });
    changes.push(...this.#changes);
    if (this.#totalsChanged) {
      this.totals.seenAt = this.now;
      changes.push({ kind: "put", table: "counters", value: this.totals });
    }
    return { changes, notices: inShort(this.#notices, this.now), result };
  }

  #takeRecurring(): Change[] {
    const changes: Change[] = this.changedRecurring().map((value) => ({
      kind: "put",
      table: "recurring",
      value,
    }));
    this.#changedRecurring.clear();
    return changes;
  }

  #takeJobs(): Change[] {
    const changes: Change[] = this.changedRecords().map((value) => ({ kind: "put", table: "jobs", value }));
    this.#changed.clear();
    return changes;
  }

  /** The run of a recurring definition has ended: its outcome outlives the job. */
  *#recordRuns(ended: readonly JobRecord[]): Deciding<void> {
    const runs = ended.filter((job) => job.recurringId !== undefined);
    if (runs.length === 0) return;
    const ids = [...new Set(runs.map((job) => job.recurringId!))].filter((id) => !this.#recurring.has(id));
    const rows = yield* getMany("recurring", ids);
    for (const [i, id] of ids.entries()) this.#recurring.set(id, rows[i]);
    for (const job of runs) {
      const definition = this.#recurring.get(job.recurringId!);
      const at = definition?.runs.findIndex((run) => run.jobId === job.id) ?? -1;
      if (!definition || at < 0) continue;
      const started = job.startedAt === undefined ? {} : { startedAt: job.startedAt };
      const run = { ...definition.runs[at]!, outcome: job.state, ...started };
      this.saveRecurring({ ...definition, runs: definition.runs.with(at, run) });
    }
  }

  changedRecurring(): RecurringRecord[] {
    return [...this.#changedRecurring].flatMap((id) => this.#recurring.get(id) ?? []);
  }

  /** A definition read or written by this operation; the outcome of its runs is kept in it. */
  saveRecurring(record: RecurringRecord): void {
    this.#recurring.set(record.id, record);
    this.#changedRecurring.add(record.id);
  }

  #store(before: JobRecord | undefined, job: JobRecord, toEndOfLine: boolean, previous?: JobState): void {
    const sequence = toEndOfLine ? ++this.totals.sequence : job.sequence;
    const after = placed({ ...job, sequence });
    countMove(this.totals, before, after);
    this.#totalsChanged = true;
    this.#records.set(after.id, after);
    this.#changed.add(after.id);
    this.#notices.push(noticeOf(after, after.state, previous, this.now));
  }

  #endLease({ row, entry }: Running): void {
    row.jobs = row.jobs.filter((other) => other !== entry);
    this.running.delete(entry.id);
    this.#changedLeases.add(row);
  }
}

/** Reads what every change of a job needs: the totals and the leases. */
export function* openWork(now: number): Deciding<Work> {
  const [totals, leases] = yield [
    { kind: "get", table: "counters", key: "totals" },
    { kind: "list", table: "leases" },
  ];
  return new Work(
    now,
    (totals as CounterRow as Totals | undefined) ?? emptyTotals(now),
    leases as LeaseRow[],
  );
}
