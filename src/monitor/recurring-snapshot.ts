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
    ...(record.pausedUntil === undefined ? {} : { pausedUntil: record.pausedUntil }),
    ...(record.startAt === undefined ? {} : { startAt: record.startAt }),
    ...(record.endAt === undefined ? {} : { endAt: record.endAt }),
    ...(record.maxRuns === undefined ? {} : { maxRuns: record.maxRuns }),
    runCount: record.runCount,
    ...(record.nextRunAt === undefined || record.paused ? {} : { nextRunAt: record.nextRunAt }),
    ...(record.lastRunAt === undefined ? {} : { lastRunAt: record.lastRunAt }),
    ...(record.lastJobId === undefined ? {} : { lastJobId: record.lastJobId }),
    ...(record.error ? { error: record.error } : {}),
    runs: record.runs,
    createdAt: record.createdAt,
  };
}
