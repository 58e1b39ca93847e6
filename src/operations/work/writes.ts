import { type LeaseRow, type Running, runningJobs } from "../../job/lease.ts";
import type { Notice } from "../../job/notice.ts";
import type { Change, PlainTable } from "../operation.ts";
import { type Chore, choreKey, type HourRow, type Totals } from "../tables.ts";
import type { AskedFilters } from "./asked-filters.ts";
import { countInHour } from "./counting.ts";

/** What an operation writes and tells beside the jobs it changes: totals, leases, rows of other tables, notices. */
export class Writes {
  readonly now: number;
  readonly totals: Totals;
  readonly leases: LeaseRow[];
  /** The server whose outcomes are committed; empty: none. */
  server = "";
  /** This context's filters; absent where there are none. */
  readonly filters: AskedFilters | undefined;
  protected readonly notices: Notice[] = [];
  readonly #changes: Change[] = [];
  readonly #pastHours: HourRow[] = [];
  readonly #changedLeases = new Set<LeaseRow>();
  #totalsChanged = false;
  #hasLeft = false;
  #running: Map<string, Running> | undefined;

  constructor(now: number, totals: Totals, leases: LeaseRow[], filters?: AskedFilters) {
    this.now = now;
    this.totals = totals;
    this.leases = leases;
    this.filters = filters;
  }

  /** Running jobs by id, over all servers. */
  get running(): Map<string, Running> {
    this.#running ??= runningJobs(this.leases);
    return this.#running;
  }

  /** The lease row was changed by the operation itself. */
  leaseChanged(row: LeaseRow): void {
    this.#running = undefined;
    this.#changedLeases.add(row);
  }

  /** The server is gone, and its row with it. */
  dropLease(server: string): void {
    for (const row of this.#changedLeases) if (row.server === server) this.#changedLeases.delete(row);
    this.delete("leases", server);
  }

  totalsChanged(): void {
    this.#totalsChanged = true;
  }

  put(change: Extract<Change, { kind: "put" }>): void {
    this.change(change);
  }

  delete(table: PlainTable, key: string): void {
    this.#changes.push({ kind: "delete", table, key });
  }

  deleteRange(table: PlainTable, range: { lower: string; upper: string }): void {
    this.#changes.push({ kind: "delete-range", table, ...range });
  }

  change(change: Change): void {
    this.#changes.push(change);
  }

  notify(notice: Notice): void {
    this.notices.push(notice);
  }

  /** Leaves to the next transaction what would be too much for this one. */
  leave(chore: Chore): void {
    this.#hasLeft = true;
    this.put({ kind: "put", table: "chores", value: { ...chore, id: choreKey(++this.totals.sequence) } });
    this.#totalsChanged = true;
    this.notices.push({ type: "chore", at: this.now });
  }

  /** Something was left to the next transaction. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  protected countNow(what: Parameters<typeof countInHour>[3]): void {
    countInHour(this.totals, this.#pastHours, this.now, what);
  }

  /** An entry of a row was changed in place. */
  protected entryChanged({ row }: Running): void {
    this.#changedLeases.add(row);
  }

  protected endLease({ row, entry }: Running): void {
    row.jobs = row.jobs.filter((other) => other !== entry);
    this.running.delete(entry.id);
    this.#changedLeases.add(row);
  }

  /** All of it, totals last. */
  protected takeWrites(): Change[] {
    const changes: Change[] = [...this.#changedLeases].map((value) => ({
      kind: "put",
      table: "leases",
      value,
    }));
    for (const row of this.#pastHours) changes.push({ kind: "put", table: "counters", value: row });
    changes.push(...this.#changes, ...(this.filters?.take() ?? []));
    if (this.#totalsChanged) {
      this.totals.seenAt = this.now;
      changes.push({ kind: "put", table: "counters", value: this.totals });
    }
    return changes;
  }
}
