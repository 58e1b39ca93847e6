import type { StateFiltering } from "../../job/state-hooks.ts";
import type { Change, Operation, PlainTable, Read } from "../../operations/operation.ts";
import type { Totals } from "../../operations/tables.ts";
import { writeRow } from "./app-rows.ts";
import { JobRows } from "./job-rows.ts";
import { JobWrites } from "./job-writes.ts";
import { Packs } from "./packs.ts";
import { rangeOf, rowsOf } from "./ranges.ts";
import { type Damaged, readPayload, readPayloads } from "./read-payload.ts";
import { answerOf } from "./request.ts";
import { storeOf } from "./schema.ts";
import { TotalsRow } from "./totals-row.ts";

type PlainChange = Extract<Change, { table: PlainTable }>;

/** The rows of all tables, as one operation reads and writes them in its transaction. */
export class Rows {
  readonly transaction: IDBTransaction;
  readonly #filtering: StateFiltering | undefined;
  readonly #damaged: Damaged;
  readonly totals: TotalsRow;
  readonly #jobs: { rows: JobRows; writes: JobWrites } | undefined;

  constructor(
    transaction: IDBTransaction,
    { tables }: Pick<Operation<never, unknown>, "tables">,
    filtering: StateFiltering | undefined,
    damaged: Damaged = new Map(),
  ) {
    this.transaction = transaction;
    this.#filtering = filtering;
    this.#damaged = damaged;
    this.totals = new TotalsRow(transaction);
    if (!tables.includes("jobs")) return;
    const packs = new Packs();
    const rows = new JobRows(transaction, packs);
    this.#jobs = { rows, writes: new JobWrites(transaction, packs) };
  }

  answer(read: Read): unknown {
    if (read.kind === "hooks") return this.#filtering?.hooks;
    if (read.kind === "leaving") return this.#jobs?.writes.expect(read.jobs);
    if (read.kind === "write") return this.write(read.changes);
    if (read.table === "jobs") {
      return read.kind === "get" ? this.#jobs?.rows.get(read.key) : this.#jobs?.rows.list(read);
    }
    if (read.table === "counters" && read.kind === "get" && read.key === "totals") return this.totals.get();
    const store = this.transaction.objectStore(storeOf(read.table));
    if (read.kind === "keys") return answerOf(store.getAllKeys(rangeOf(read), read.limit));
    if (read.kind === "get" && read.table === "payloads")
      return readPayload(this.transaction, read.key, this.#damaged);
    if (read.kind === "get") return answerOf(store.get(read.key));
    // What a page has left has its jobs' arguments with it.
    if (read.table === "payloads" || read.table === "chores")
      return readPayloads(this.transaction, read, this.#damaged);
    const { index, limit, reverse } = read;
    const rows = rowsOf(index === undefined ? store : store.index(index), {
      range: rangeOf(read),
      limit,
      reverse,
    });
    return read.table === "counters" ? this.totals.in(rows) : rows;
  }

  /**
   * Issues the writes and waits for none, but where rows may leave together: requests of a transaction are served in
   * order, and one that fails aborts the whole, which the caller hears of at the commit. Native requests, because a
   * promise for each is pure cost here.
   */
  write(changes: readonly Change[]): Promise<void> | undefined {
    this.#jobs?.rows.forget();
    // The answer that tells whether borrowed totals were true comes while the browser is at the other writes.
    const first = this.totals.isBorrowed ? changes.filter(totalsIn) : [];
    for (const change of first) this.#write(change);
    for (const change of changes) if (!first.includes(change)) this.#write(change);
    return this.#jobs?.writes.end();
  }

  #write(change: Change): void {
    if (change.kind === "put-app") writeRow(this.transaction, change, this.#filtering);
    else if (change.table === "jobs") {
      if (change.kind === "put") this.#jobs?.writes.put(change.value, change.was);
      else if (change.kind === "delete") this.#jobs?.writes.delete(change.key, change.was);
      else this.#jobs?.writes.clear();
    } else {
      const totals = totalsIn(change);
      if (totals) this.totals.put(totals);
      else writeRowOf(this.transaction, change);
      if (change.table === "counters" && change.kind === "clear") this.totals.clear();
    }
  }
}

const totalsIn = (change: Change): Totals | undefined =>
  change.kind === "put" && change.table === "counters" && change.value.id === "totals"
    ? change.value
    : undefined;

/** One write into a table that has one store. */
function writeRowOf(native: IDBTransaction, change: PlainChange): void {
  const store = native.objectStore(storeOf(change.table));
  if (change.kind === "put") store.put(change.value);
  else if (change.kind === "delete") store.delete(change.key);
  else if (change.kind === "clear") store.clear();
  else store.delete(IDBKeyRange.bound(change.lower, change.upper));
}
