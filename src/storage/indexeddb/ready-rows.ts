import type { JobRecord } from "../../job/record.ts";
import { sizeOf } from "../../job/storable.ts";
import { type ReadyKey, type ReadyRow, stemsOf } from "./job-layout.ts";
import { groupsOf } from "./packs.ts";

/** So many are in one row at most: as many as a server claims at once, and then takes away together. */
export const MOST = 32;
/** Bytes of arguments from which a row is full: one that is claimed job by job is rewritten as often. An estimate. */
const FULL = 16_000;
/** The sequences of a row's jobs lie within so many: what stands behind a row's first place tells where its last may be. */
export const SPAN = 64;

/** The rows for new jobs that wait. */
export function rowsOfWaiting(jobs: readonly JobRecord[]): ReadyRow[] {
  return groupsOf(jobs, ({ ready }) => ready![0])
    .flatMap((lane) => groupsOf(lane, ({ ready }) => ready![1]))
    .flatMap((line) => cut(line.sort((a, b) => a.sequence - b.sequence)))
    .map((some) => ({ ready: keyOf(some[0]!), stems: stemsOf(some), jobs: some }));
}

const keyOf = ({ ready, id }: JobRecord): ReadyKey => {
  const [lane, priority, sequence] = ready!;
  return [lane, priority, sequence, id];
};

function cut(jobs: readonly JobRecord[]): JobRecord[][] {
  const rows: JobRecord[][] = [];
  let row: JobRecord[] = [];
  let bytes = 0;
  for (const job of jobs) {
    const size = sizeOf(job.args, FULL);
    const first = row[0];
    const fits = first && row.length < MOST && bytes + size <= FULL && job.sequence - first.sequence < SPAN;
    if (!fits) {
      row = [];
      bytes = 0;
      rows.push(row);
    }
    row.push(job);
    bytes += size;
  }
  return rows;
}
