import { laneOf } from "../../src/job/lane.ts";
import type { LeaseRow } from "../../src/job/lease.ts";
import type { LimitRow } from "../../src/job/limit.ts";
import type { Notice } from "../../src/job/notice.ts";
import type { JobRecord } from "../../src/job/record.ts";
import type { Change, Operation, Read } from "../../src/operations/operation.ts";
import type { Rows, TableName } from "../../src/operations/tables.ts";
import { emptyTotals } from "../../src/operations/work/counting.ts";
import { MemoryDatabase } from "../../src/storage/memory/memory-storage.ts";
import { NOON } from "./make-job.ts";

/** What there is to be read. */
export interface Given {
  jobs?: readonly JobRecord[];
  leases?: readonly LeaseRow[];
  limits?: readonly LimitRow[];
}

/** What an operation asked for and decided, whether it wrote early or at its end. */
export interface Decided<Result> {
  reads: Read[];
  changes: Change[];
  notices: readonly Notice[];
  result: Result;
}

/** Drives an operation by hand: answers its reads from the given rows and looks at what it decides. No storage. */
export function decide<Input, Result>(
  operation: Operation<Input, Result>,
  input: Input,
  given: Given,
): Decided<Result> {
  const { tables } = new MemoryDatabase();
  const { jobs = [], leases = [], limits = [] } = given;
  const totals = emptyTotals(NOON);
  for (const job of jobs) {
    tables.get("jobs")?.put(job);
    totals.states[job.state] += 1;
    totals.sequence = Math.max(totals.sequence, job.sequence);
    if (job.state === "enqueued" && !job.depth)
      totals.lanes[laneOf(job)] = (totals.lanes[laneOf(job)] ?? 0) + 1;
  }
  for (const row of leases) tables.get("leases")?.put(structuredClone(row));
  for (const row of limits) tables.get("limits")?.put(row);
  tables.get("counters")?.put(totals);
  const reads: Read[] = [];
  const early: Change[] = [];
  const deciding = operation.decide(input);
  let step = deciding.next();
  while (!step.done) {
    const answers = step.value.map((read) => {
      if (read.kind === "hooks" || read.kind === "leaving") return undefined;
      if (read.kind === "write") {
        early.push(...read.changes);
        for (const change of read.changes) {
          if (change.kind === "put") tables.get(change.table)?.put(change.value);
          if (change.kind === "delete") tables.get(change.table)?.delete(change.key);
        }
        return undefined;
      }
      reads.push(read);
      const table = tables.get(read.table);
      if (read.kind === "keys") return table?.list({ ...read, kind: "list" }).map((row) => table.keyOf(row));
      return read.kind === "get" ? table?.rows.get(read.key) : table?.list(read);
    });
    step = deciding.next(answers);
  }
  const { changes, notices, result } = step.value;
  return { reads, changes: [...early, ...changes], notices, result };
}

/** The rows a decision puts into a table. */
export function rowsOf<T extends TableName>(changes: readonly Change[], table: T): Rows[T][] {
  // A change's value is a row of the table it names; the union doesn't let that be seen here.
  return changes.flatMap((change) =>
    change.kind === "put" && change.table === table ? [change.value as Rows[T]] : [],
  );
}

export const leaseOf = (changes: readonly Change[]): LeaseRow | undefined => rowsOf(changes, "leases")[0];
