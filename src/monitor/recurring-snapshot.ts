import { definedOnly } from "../job/defined-only.ts";
import type { JobRecord } from "../job/record.ts";
import type { RecurringRecord } from "../recurring/recurring-job.ts";
import type { RecurringJob } from "../recurring/snapshot.ts";

/** The public picture of a recurring definition. */
export function recurringSnapshot(record: RecurringRecord): RecurringJob {
  const { schedule } = record;
  const { queue, redact } = record.options as Pick<JobRecord, "queue" | "redact">;
  return {
    id: record.id,
    name: record.name,
    args: record.args,
    queue,
    ...(redact === undefined ? {} : { redact: [...redact] }),
    ...(schedule.kind === "cron"
      ? { cron: schedule.cron, dayMatch: schedule.dayMatch }
      : { every: schedule.every }),
    timeZone: schedule.kind === "cron" ? schedule.timeZone : "UTC",
    misfire: record.misfire,
    overlap: record.overlap,
    paused: record.paused,
    runCount: record.runCount,
    ...definedOnly({
      pausedUntil: record.pausedUntil,
      startAt: record.startAt,
      endAt: record.endAt,
      maxRuns: record.maxRuns,
      nextRunAt: record.paused ? undefined : record.nextRunAt,
      lastRunAt: record.lastRunAt,
      lastJobId: record.lastJobId,
      error: record.error,
    }),
    runs: record.runs,
    createdAt: record.createdAt,
  };
}
