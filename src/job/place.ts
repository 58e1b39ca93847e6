import type { JobRecord } from "./record.ts";
import { isFinal } from "./state.ts";

/**
 * The record with the index fields its state calls for, and no others: an index holds a job only as long as some query
 * needs it there. The one place that sets them.
 */
export function placed(job: JobRecord): JobRecord {
  const { ready: _ready, expires: _expires, ...rest } = job;
  const record: JobRecord = { ...rest, list: [job.state, listTime(job), job.sequence] };
  if (job.state === "enqueued") record.ready = [job.lane, -job.priority, job.sequence];
  if (isFinal(job.state)) record.expires = (job.finishedAt ?? job.createdAt) + job.keep[job.state];
  return record;
}

/** The time that orders a state's list: when it is due, when it ended, else when it entered the state. */
function listTime(job: JobRecord): number {
  if (job.state === "scheduled") return job.scheduledFor ?? job.createdAt;
  if (isFinal(job.state)) return job.finishedAt ?? job.createdAt;
  return job.history.at(-1)?.at ?? job.createdAt;
}
