import type { JobProgress } from "../job/job.ts";
import type { Operation } from "./operation.ts";
import { type PayloadRow, savedKey, under } from "./tables.ts";
import { JOB_TABLES, openWork } from "./work.ts";

/** What a running attempt says of itself; with the token of its claim, which must still stand. */
export interface Report {
  id: string;
  token: number;
  progress?: JobProgress;
  /** Steps, a checkpoint, log lines: rows under the job's id. */
  rows?: readonly PayloadRow[];
}

/**
 * Writes what running jobs report: progress into the lease, one put for all of them; the rest as rows of their own.
 * Answers the ids of those that have lost their lease: nothing of theirs was written.
 */
export const report: Operation<{ now: number; server: string; reports: readonly Report[] }, string[]> = {
  name: "report",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, server, reports }) {
    const work = yield* openWork(now);
    const lease = work.leases.find((row) => row.server === server);
    const held = new Map(lease?.jobs.map((entry) => [entry.id, entry]));
    const current = reports.filter(({ id, token }) => held.get(id)?.token === token);
    yield* work.load(current.map(({ id }) => id));
    for (const { id, progress, rows = [] } of current) {
      const job = work.record(id);
      if (!job || !lease) continue;
      for (const value of rows) work.put({ kind: "put", table: "payloads", value });
      if (rows.length > 0 && !job.attached) work.rewrite({ ...job, attached: true });
      if (rows.some((row) => isAdvance(id, row.id))) {
        held.get(id)!.advanced = true;
        work.leaseChanged(lease);
      }
      if (!progress) continue;
      held.get(id)!.progress = progress;
      work.leaseChanged(lease);
      const { name, queue } = job;
      work.notify({ type: "job", id, name, queue, state: "progress", at: now, progress });
    }
    return work.decision(reports.filter((each) => !current.includes(each)).map(({ id }) => id));
  },
};

/** A step or a checkpoint, not a line of the log. */
const isAdvance = (id: string, key: string): boolean =>
  key === savedKey(id) || key.startsWith(under(`${id} step`).lower);
