import type { JobProgress } from "../../job/job.ts";
import { LOG_LIMIT, LOG_RUNS } from "../../job/log.ts";
import type { Operation } from "../operation.ts";
import { logKey, logPlace, type PayloadRow, savedKey, under } from "../tables.ts";
import { JOB_TABLES, openWork, type Work } from "../work/work.ts";

/** What a running attempt says of itself; with the token of its claim, which must still stand. */
export interface Report {
  id: string;
  token: number;
  progress?: JobProgress | undefined;
  /** Steps, a checkpoint, log lines: rows under the job's id. */
  rows?: readonly PayloadRow[] | undefined;
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
      writeRows(work, id, rows);
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

/** Writes what an attempt has said; the log of the runs before the last few goes when another begins its own. */
export function writeRows(work: Work, id: string, rows: readonly PayloadRow[]): void {
  const log = under(`${id} log`);
  for (const value of rows) {
    if (value.id.startsWith(log.lower)) {
      const [run, line] = logPlace(value.id);
      if (line === 0 && run > LOG_RUNS)
        work.deleteRange("payloads", { ...log, upper: logKey(id, run - LOG_RUNS, LOG_LIMIT) });
    }
    work.put({ kind: "put", table: "payloads", value });
  }
}
