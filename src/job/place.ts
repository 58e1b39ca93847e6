import { laneOf } from "./lane.ts";
import { idsOfLimits, standing } from "./limit.ts";
import { DEFAULT_KEEP, type JobRecord } from "./record.ts";
import { readySince } from "./standing-preference.ts";
import { isFinal } from "./state.ts";
import { uniqueKeyOf } from "./uniqueness.ts";

/**
 * The record with the index fields its state calls for, and no others: an index holds a job only as long as some query
 * needs it there. The one place that sets them.
 *
 * Each index costs a write at both ends of a job's stay in it. So an enqueued job is only in `ready`, which is its list
 * as well; and a job that is kept for the usual time is only in its state's list, which is in the order of its end.
 */
export function placed(job: JobRecord): JobRecord {
  const {
    ready: _ready,
    list: _list,
    retries: _retries,
    expires: _expires,
    uniqueKey: _unique,
    better: _better,
    ...given
  } = preferring(job);
  const { state, sequence, unique } = job;
  const isUnique = unique && (typeof unique.while === "number" || !isFinal(state));
  const rest = isUnique ? { ...given, uniqueKey: uniqueKeyOf(job)! } : given;
  if (state === "enqueued") {
    const { until, lapsed } = rest.prefers ?? {};
    return inLine(until === undefined || lapsed ? rest : { ...rest, better: until });
  }
  const record: JobRecord = { ...rest, list: [state, listTime(job), sequence] };
  if (state === "scheduled" && job.attempts > 0) record.retries = [listTime(job), sequence];
  const expires = unusualEnd(job);
  return expires === undefined ? record : { ...record, expires };
}

/** When a job that has ended is removed, where that isn't after the usual time. */
function unusualEnd(job: JobRecord): number | undefined {
  const { state, keep, unique } = job;
  if (!isFinal(state)) return undefined;
  const end = listTime(job) + (keep?.[state] ?? DEFAULT_KEEP[state]);
  // A job that stands for its key for a while, whatever becomes of it, must be there to do so.
  const stands = typeof unique?.while === "number" ? unique.while : 0;
  return stands > end ? stands : keep?.[state] === undefined ? undefined : end;
}

/** From its first moment in line it is settled until when it waits for what it prefers. */
function preferring(job: JobRecord): JobRecord {
  if (!job.prefers || job.state !== "enqueued") return job;
  return { ...job, prefers: readySince(job.prefers, enteredAt(job)) };
}

/** Of those that stand in line for a limit there may be as many lines as jobs: they have a list besides. */
function inLine(job: JobRecord): JobRecord {
  const { priority, sequence, depth = 0 } = job;
  const lane = laneOf(job);
  if (depth === 0) return { ...job, ready: [lane, -priority, sequence] };
  const ready = standing(lane, idsOfLimits(job), depth);
  return { ...job, ready: [ready, -priority, sequence], list: ["enqueued", -priority, sequence] };
}

/** When a job is removed; `undefined` for one that has not ended. */
export function expiresAt(job: JobRecord): number | undefined {
  if (!isFinal(job.state)) return undefined;
  return job.expires ?? listTime(job) + (job.keep?.[job.state] ?? DEFAULT_KEEP[job.state]);
}

/** The time that orders a state's list: when it is due, when it ended, else when it entered the state. */
function listTime(job: JobRecord): number {
  if (job.state === "scheduled") return job.scheduledFor ?? job.createdAt;
  if (isFinal(job.state)) return job.finishedAt ?? job.createdAt;
  return enteredAt(job);
}

/** When the job entered the state it is in. */
export function enteredAt(job: JobRecord): number {
  return job.history.at(-1)?.at ?? job.createdAt;
}
