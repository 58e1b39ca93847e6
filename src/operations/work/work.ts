import type { JobEvent } from "../../job/event.ts";
import type { LeaseRow } from "../../job/lease.ts";
import { inLane, withSlot } from "../../job/limit.ts";
import { isBatchId } from "../../job/names.ts";
import { placed } from "../../job/place.ts";
import type { JobRecord } from "../../job/record.ts";
import { isFinal, type JobState } from "../../job/state.ts";
import type { StateHooks } from "../../job/state-hooks.ts";
import { transition } from "../../job/transition.ts";
import { type Deciding, type Decision, getMany } from "../operation.ts";
import {
  type CounterRow,
  type Ended,
  resultKey,
  savedKey,
  type TableName,
  type Totals,
  under,
} from "../tables.ts";
import { AskedFilters } from "./asked-filters.ts";
import { Batches } from "./batches.ts";
import { countMove, emptyTotals } from "./counting.ts";
import { Definitions } from "./definitions.ts";
import { Lines } from "./lines.ts";
import { inShort, noticeOf } from "./notices.ts";
import { countPace } from "./pace.ts";
import { Records } from "./records.ts";
import { settle } from "./settle.ts";
import { Writes } from "./writes.ts";

/** Tables that any change of a job may touch: an operation that opens a {@link Work} names at least these. */
export const JOB_TABLES: readonly TableName[] = [
  "jobs",
  "payloads",
  "leases",
  "counters",
  "recurring",
  "batches",
  "chores",
  "limits",
];

/**
 * The jobs one operation changes, and everything that must change with them: counters, leases, continuations, notices.
 * It lives as long as the operation; {@link Work.decision} turns it into changes that commit together.
 */
export class Work extends Writes {
  readonly #records = new Records();
  /** Recurring definitions this operation changes. */
  readonly definitions: Definitions = new Definitions();
  readonly batches: Batches = new Batches(this);
  readonly lines: Lines = new Lines(this);
  readonly #settled: JobRecord[] = [];

  /** The record as this operation sees it; it must have been loaded, added or taken from a claim before. */
  record(id: string): JobRecord | undefined {
    return this.#records.get(id);
  }

  /** Reads jobs, and batches where an id is one's. */
  *load(ids: readonly string[]): Deciding<void> {
    const batches = ids.filter(isBatchId);
    if (batches.length > 0) yield* this.batches.load(batches);
    const missing = [...new Set(ids)].filter((id) => !isBatchId(id) && !this.#records.has(id));
    const rows = yield* getMany("jobs", missing);
    for (const [i, id] of missing.entries()) this.#records.know(id, rows[i]);
  }

  /** A record known without reading it: the claimer keeps what it claimed, the lease tells whether it is still true. */
  adopt(record: JobRecord): void {
    this.#records.know(record.id, record);
  }

  /** Whether a loaded job or batch has ended, or is gone. */
  isOver(id: string): boolean {
    const { state } = (isBatchId(id) ? this.batches.get(id) : this.record(id)) ?? { state: "deleted" };
    return isFinal(state);
  }

  /** A new job, already in its first state. */
  add(record: JobRecord): void {
    const first = this.filters?.elected(undefined, "created", { job: record, toEndOfLine: true });
    const job = this.#store(undefined, first?.job ?? record, true);
    this.filters?.tell(undefined, "created", job);
    if (isFinal(job.state)) this.#settled.push(job);
    this.countNow("created");
  }

  /** A job that has lived elsewhere: it comes as it is, mostly at its own place in line, and nothing is counted as happening now. */
  restore(record: JobRecord, toEndOfLine: boolean): void {
    const { state } = record;
    const job = this.#store(undefined, record, toEndOfLine);
    const { swept } = this.totals;
    // It may have ended before the stretch that has been swept already.
    const [, time = 0] = job.list ?? [];
    if (isFinal(state) && time <= swept[state][0]) swept[state] = [time - 1, 0];
  }

  /** Applies an event; `false` when the job's state refuses it, and then nothing has changed. */
  apply(id: string, event: JobEvent): boolean {
    const before = this.#records.get(id);
    if (!before) return false;
    const running = this.running.get(id);
    const entry = running && { ...running.entry, server: running.row.server };
    const candidate = transition(before, entry, event, this.now);
    if (!candidate) return false;
    const state = running ? "processing" : before.state;
    const after = this.filters?.elected(state, event.type, candidate) ?? candidate;
    if (running) this.endLease(running);
    const limited = withSlot(before, after.job, event.type, running !== undefined);
    const job = this.#store(before, limited, after.toEndOfLine, state);
    if (running || before.slot) this.lines.freed(before);
    this.filters?.tell(state, event.type, job);
    if (after.settled) {
      this.#settled.push(job);
      this.countNow(after.settled);
      countPace(this.totals, job.queue, this.now);
    } else if (event.type === "threw") {
      this.countNow("retried");
    }
    if (before.resultPayload && !after.job.resultPayload) this.delete("payloads", resultKey(id));
    // Begun anew after it had succeeded: its steps are to be done again. A failed one goes on behind the last.
    const ended = before.state === "deleted" ? before.history.at(-2)?.state : before.state;
    if (before.attached && ended === "succeeded" && after.job.state !== "deleted") {
      this.deleteRange("payloads", under(`${id} step`));
      this.delete("payloads", savedKey(id));
    }
    return true;
  }

  /** Changes a record without moving it: nothing about its place, its lane or its state may differ. */
  rewrite(record: JobRecord): void {
    this.#records.change(record);
    const running = this.running.get(record.id);
    if (running && !running.entry.dirty) {
      running.entry.dirty = true;
      this.entryChanged(running);
    }
  }

  /** An enqueued job goes to another lane, or elsewhere in line for its limits; nothing else of it changes. */
  move(job: JobRecord, after: JobRecord): void {
    countMove(this.totals, job, after);
    this.totalsChanged();
    this.rewrite(after);
  }

  /** Takes a job and all that belongs to it out of the store. */
  remove(record: JobRecord): void {
    if (record.limits) this.lines.moved(record, undefined, false);
    countMove(this.totals, record, undefined);
    this.batches.note(record, undefined);
    this.totalsChanged();
    this.change(this.#records.remove(record.id));
    if (record.payload || record.resultPayload || record.attached)
      this.deleteRange("payloads", under(record.id));
    this.notices.push(noticeOf(record, "removed", record.state, this.now));
  }

  /** Tells the continuations of all that has ended, and theirs; then finds limited jobs their place in line. */
  *settle(first: readonly Ended[] = []): Deciding<void> {
    yield* settle(this, first);
    yield* this.lines.settle();
  }

  /** What has ended since this was last asked, with its continuations. */
  *takeEnded(): Deciding<Ended[]> {
    const jobs = this.#settled.splice(0);
    if (jobs.length > 0) yield* this.definitions.recordRuns(jobs);
    const ended = jobs.flatMap(({ id, state, children = [] }) =>
      isFinal(state) && children.length > 0 ? [{ id, state, children }] : [],
    );
    // Batches last: a continuation that is released in their midst keeps them from their end.
    return ended.length === 0 && this.batches.isPending ? yield* this.batches.count() : ended;
  }

  /** Writes the changed jobs and definitions now, so that the indexes show them as they are to the reads that follow. */
  *flush(): Deciding<void> {
    const changes = [...this.#records.take(), ...this.definitions.take()];
    if (changes.length > 0) yield [{ kind: "write", changes }];
  }

  /** Everything that has come together, as one decision. */
  decision<Result>(result: Result): Decision<Result> {
    if (this.lines.unsettled || this.batches.isPending)
      throw new Error("An operation has moved limited jobs or members of a batch, and not settled.");
    this.lines.write();
    const changes = [
      ...this.#records.take(),
      ...this.definitions.take(),
      ...this.batches.take(),
      ...this.takeWrites(),
    ];
    return { changes, notices: inShort(this.notices, this.now), result };
  }

  #store(
    before: JobRecord | undefined,
    job: JobRecord,
    toEndOfLine: boolean,
    previous?: JobState,
  ): JobRecord {
    const sequence = toEndOfLine ? ++this.totals.sequence : job.sequence;
    const after = placed({ ...inLane(job), sequence });
    if (after.limits) this.lines.moved(before, after, toEndOfLine || !before);
    countMove(this.totals, before, after);
    this.batches.note(before, after);
    this.totalsChanged();
    if (!before && !this.#records.has(after.id)) this.#records.add(after);
    else this.#records.change(after);
    this.notices.push(noticeOf(after, after.state, previous, this.now));
    return after;
  }
}

export interface OpeningWork {
  /** Somebody waits for the answer: what a filter throws may refuse the call. */
  refusable?: boolean;
  /** Claimed jobs whose attempts have ended. */
  leaving?: readonly JobRecord[];
  /** It only adds jobs that nothing which runs has to do with: what runs isn't read. */
  onlyAdds?: boolean;
}

/** Reads what every change of a job needs: the totals, the leases, and what this context's filters have to say. */
export function* openWork(
  now: number,
  { refusable = false, leaving = [], onlyAdds = false }: OpeningWork = {},
): Deciding<Work> {
  const [totals, hooks, leases = []] = yield [
    { kind: "get", table: "counters", key: "totals" },
    { kind: "hooks" },
    ...(onlyAdds ? [] : [{ kind: "list", table: "leases" } as const]),
    ...(leaving.length === 0 ? [] : [{ kind: "leaving", jobs: leaving } as const]),
  ];
  return new Work(
    now,
    (totals as CounterRow as Totals | undefined) ?? emptyTotals(now),
    leases as LeaseRow[],
    hooks ? new AskedFilters(hooks as StateHooks, now, refusable) : undefined,
  );
}
