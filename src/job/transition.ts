import { end, enter, schedule, type Transition, withAttempt } from "./enter.ts";
import { type JobEvent, TRANSITIONS } from "./event.ts";
import { withHistory } from "./history.ts";
import type { LeaseEntry } from "./lease.ts";
import { parentSettled } from "./parent-settled.ts";
import { DEFAULT_MAX_INTERRUPTIONS, DEFAULT_RETRY, type JobRecord } from "./record.ts";
import { renewedPreference } from "./standing-preference.ts";
import { isFinal } from "./state.ts";
import { suspicionAfter } from "./suspicion.ts";

/** The lease entry of the attempt that an event ends, and the server that held it. */
export interface EndingAttempt extends LeaseEntry {
  server?: string;
}

/**
 * The state machine: a pure function of the job, the lease entry if it runs, the event and the time.
 *
 * @returns `null` when the event is refused in this state: nothing may be changed then
 */
export function transition(
  job: JobRecord,
  entry: EndingAttempt | undefined,
  event: JobEvent,
  now: number,
): Transition | null {
  const state = entry ? "processing" : job.state;
  if (!TRANSITIONS[state][event.type]) return null;
  // The table lets what ends an attempt through only where there is one.
  const attempt = entry!;
  switch (event.type) {
    case "claimed":
      return { job, toEndOfLine: false };
    case "succeeded":
      return end(ended(job, attempt, event), "succeeded", now, {
        ...whatWasShed(event.shed),
        data: {
          attempt: job.attempts + 1,
          duration: now - attempt.since,
          latency: latency(job, attempt),
          ...(event.shed ? { shed: event.shed } : {}),
        },
      });
    case "threw":
      return threw(job, attempt, event, now);
    case "interrupted":
      return interrupted(job, attempt, event, now);
    case "released": {
      const { suspicion: _suspicion, ...rest } = traced(job, attempt);
      const back = event.hold === undefined ? rest : { ...rest, hold: event.hold };
      return event.until !== undefined && event.until > now
        ? schedule(back, event.until, now, { reason: event.reason })
        : enter(back, "enqueued", now, { reason: event.reason }, false);
    }
    case "due":
      return enter(job, "enqueued", now, { reason: "Its time has come." });
    case "parent-settled":
      return parentSettled(job, event, now);
    case "requeued":
      return enter(event.attempts ? goingOn(job) : renewed(job), "enqueued", now, { reason: event.reason });
    case "rescheduled":
      return schedule(isFinal(job.state) ? renewed(job) : waitingAnew(job), event.at, now, {
        reason: event.reason,
      });
    case "deleted": {
      // Unlike an interruption, which is nobody's decision, it leaves the attempt that it ended counted.
      const last = entry ? { ...traced(job, entry), attempts: entry.attempt } : job;
      const was = job.batch && job.state === "succeeded" && !entry ? { was: "succeeded" as const } : {};
      return end({ ...last, ...was }, "deleted", now, { reason: event.reason });
    }
  }
}

function threw(
  job: JobRecord,
  entry: EndingAttempt,
  event: Extract<JobEvent, { type: "threw" }>,
  now: number,
): Transition {
  const { error, retryAfter, shed } = event;
  const next = ended(job, entry, { error, ...(shed ? { shed } : {}) });
  const data = {
    attempt: next.attempts,
    error: { name: error.name, message: error.message },
    ...(shed ? { shed } : {}),
  };
  if (retryAfter !== undefined && next.attempts < next.maxAttempts) {
    const reason = `Retry ${next.attempts} of ${next.maxAttempts - 1}: ${error.name}: ${error.message}`;
    return retryAfter <= 0
      ? enter(next, "enqueued", now, { reason, data })
      : schedule(next, now + retryAfter, now, { reason, data });
  }
  const spent =
    retryAfter === undefined || next.maxAttempts === 1
      ? "This error is not retried."
      : `All ${next.maxAttempts} attempts are spent.`;
  return end(next, (next.retry ?? DEFAULT_RETRY).exhausted === "delete" ? "deleted" : "failed", now, {
    reason: spent,
    data,
  });
}

function interrupted(
  job: JobRecord,
  entry: EndingAttempt,
  { reason, by }: Extract<JobEvent, { type: "interrupted" }>,
  now: number,
): Transition {
  const suspicion = suspicionAfter(job.suspicion, by === "death");
  const back = by === "time" ? traced(job, entry) : { ...traced(job, entry), suspicion };
  if (by === "death-before") return enter(back, "enqueued", now, { reason }, false);
  // One that gets on, step by step, may be interrupted as often as it is long.
  const stuck = entry.advanced ? 0 : (job.stuck ?? 0) + 1;
  const next = { ...back, interruptions: job.interruptions + 1, stuck };
  if (stuck < (next.maxInterruptions ?? DEFAULT_MAX_INTERRUPTIONS))
    return enter(next, "enqueued", now, { reason }, false);
  const message = `Its context died ${stuck} times in a row while it ran; it was stopped so that it can't go on harming the others.`;
  const error = { name: "JobInterruptedError", code: "job-interrupted", message };
  const { suspicion: _over, ...last } = next;
  return end({ ...last, error }, "failed", now, { reason: message });
}

/** The attempt that the lease entry speaks of, written into the record: it was not there while it ran. */
function traced(job: JobRecord, entry: EndingAttempt): JobRecord {
  const data = {
    attempt: entry.attempt,
    ...(entry.server === undefined ? {} : { serverId: entry.server }),
    ...(entry.wokenBy === undefined ? {} : { wokenBy: entry.wokenBy }),
  };
  return {
    ...job,
    startedAt: entry.since,
    ...(entry.progress ? { progress: entry.progress } : {}),
    history: withHistory(job.history, { state: "processing", at: entry.since, data }),
  };
}

function ended(
  job: JobRecord,
  entry: EndingAttempt,
  outcome: Pick<Partial<JobRecord>, "error" | "result" | "resultPayload" | "shed">,
): JobRecord {
  const {
    error: _error,
    result: _result,
    resultPayload: _payload,
    stuck: _stuck,
    suspicion: _suspicion,
    shed: _shed,
    ...rest
  } = traced(job, entry);
  return {
    ...rest,
    attempts: job.attempts + 1,
    ...(outcome.error ? { error: outcome.error } : {}),
    ...(outcome.result === undefined ? {} : { result: outcome.result }),
    ...(outcome.resultPayload ? { resultPayload: true as const } : {}),
    ...(outcome.shed ? { shed: outcome.shed } : {}),
  };
}

/** In words, for the history. */
function whatWasShed(shed: JobRecord["shed"]): { reason?: string } {
  if (!shed) return {};
  const lost = shed.includes("result") ? "its result was" : "its last log lines were";
  return { reason: `The storage was full: ${lost} not kept.` };
}

/** A full set of attempts, and no trace of the end before; the history still tells of it. */
function renewed(job: JobRecord): JobRecord {
  const {
    error: _error,
    result: _result,
    resultPayload: _payload,
    scheduledFor: _for,
    progress: _p,
    was: _was,
    stuck: _stuck,
    suspicion: _suspicion,
    shed: _shed,
    granted = 0,
    ...rest
  } = job;
  return waitingAnew({ ...rest, attempts: 0, maxAttempts: job.maxAttempts - granted, interruptions: 0 });
}

/** With what is left of its attempts, or one more where none is. */
function goingOn(job: JobRecord): JobRecord {
  const { attempts, maxAttempts, granted } = job;
  return withAttempt({ ...renewed(job), attempts, maxAttempts, ...(granted ? { granted } : {}) });
}

/** Somebody has given it another beginning: what it prefers is waited for from then. */
function waitingAnew(job: JobRecord): JobRecord {
  return job.prefers ? { ...job, prefers: renewedPreference(job.prefers) } : job;
}

function latency(job: JobRecord, entry: EndingAttempt): number {
  const ready = job.history.findLast((line) => line.state === "enqueued")?.at ?? job.createdAt;
  return Math.max(0, entry.since - ready);
}
