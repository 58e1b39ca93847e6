import type { JobProgress } from "../job/job.ts";
import { get, getMany, type Operation } from "./operation.ts";

export interface ProgressReport {
  id: string;
  token: number;
  progress: JobProgress;
}

/** Writes the progress of one server's running jobs: one put for all of them, since it lives in the lease. */
export const reportProgress: Operation<
  { now: number; server: string; reports: readonly ProgressReport[] },
  void
> = {
  name: "report-progress",
  mode: "readwrite",
  tables: ["leases", "jobs"],
  *decide({ now, server, reports }) {
    const row = yield* get("leases", server);
    const current = reports.filter(({ id, token }) =>
      row?.jobs.some((entry) => entry.id === id && entry.token === token),
    );
    if (!row || current.length === 0) return { changes: [], notices: [], result: undefined };
    for (const { id, progress } of current) {
      const entry = row.jobs.find((job) => job.id === id);
      if (entry) entry.progress = progress;
    }
    const jobs = yield* getMany(
      "jobs",
      current.map(({ id }) => id),
    );
    return {
      changes: [{ kind: "put", table: "leases", value: row }],
      notices: current.flatMap(({ id, progress }, i) => {
        const job = jobs[i];
        if (!job) return [];
        return [
          {
            type: "job" as const,
            id,
            name: job.name,
            queue: job.queue,
            state: "progress" as const,
            at: now,
            progress,
          },
        ];
      }),
      result: undefined,
    };
  },
};
