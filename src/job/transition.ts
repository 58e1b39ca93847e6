import { verdict } from "./continuation.ts";
import { type JobEvent, TRANSITIONS } from "./event.ts";
import { withHistory } from "./history.ts";
import type { LeaseEntry } from "./lease.ts";
import { isBatchId } from "./names.ts";
import { DEFAULT_MAX_INTERRUPTIONS, DEFAULT_RETRY, type JobRecord } from "./record.ts";
import { renewedPreference } from "./requirements.ts";
import { type FinalState, type HistoryEntry, isFinal, type StoredState } from "./state.ts";

/** The lease entry of the attempt that an event ends, and the server that held it. */
export interface EndingAttempt extends LeaseEntry {
  server?: string;
}

/** What an event makes of a job. */
export interface Transition {
  /** The record to store. Its place in line (`sequence`, index fields) is given by {@link placed}. */
  job: JobRecord;
  /** It is enqueued anew and goes to the end of its line; an interrupted or released job keeps its place. */
  toEndOfLine: boolean;
  /** It has ended: its continuations must hear of it. */
  settled?: FinalState;
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
  switch (event.type) {
    case "claimed":
      return { job, toEndOfLine: false };
    case "succeeded":
      return end(
        ended(job, entry, { result: event.result, resultPayload: event.resultPayload }),
        "succeeded",
        now,
        {
          data: {
            attempt: job.attempts + 1,
            duration: now - (entry?.since ?? now),
            latency: latency(job, entry),
          },
        },
      );
    case "threw":
      return threw(job, entry, event, now);
    case "interrupted":
      return interrupted(job, entry, event.reason, now);
    case "released": {
      const back =
        event.hold === undefined ? traced(job, entry) : { ...traced(job, entry), hold: event.hold };
      return event.until !== undefined && event.until > now
        ? schedule(back, event.until, now, { reason: event.reason })
        : enter(back, "enqueued", now, { reason: event.reason }, false);
    }
    case "due":
      return enter(job, "enqueued", now, { reason: "Its time has come." });
    case "parent-settled":
      return parentSettled(job, event, now);
    case "requeued":
      return enter(renewed(job), "enqueued", now, { reason: event.reason });
    case "rescheduled":
      return schedule(isFinal(job.state) ? renewed(job) : waitingAnew(job), event.at, now, {
        reason: event.reason,
      });
    case "deleted": {
      // Unlike an interruption, which is nobody's decision, it leaves the attempt that it ended counted.
      const last = entry ? { ...traced(job, entry), attempts: entry.attempt } : job;
      return end(last, "deleted", now, { reason: event.reason });
    }
  }
}

interface Note {
  reason?: string | undefined;
  data?: Record<string, unknown>;
}

function enter(
  job: JobRecord,
  state: StoredState,
  now: number,
  note: Note,
  toEndOfLine = state === "enqueued",
): Transition {
  const { finishedAt: _finished, ...rest } = job;
  return {
    job: { ...rest, state, history: withHistory(job.history, entryOf(state, now, note)) },
    toEndOfLine,
  };
}

function end(job: JobRecord, state: FinalState, now: number, note: Note): Transition {
  const entered = enter(job, state, now, note, false);
  return { job: { ...entered.job, finishedAt: now }, toEndOfLine: false, settled: state };
}

function schedule(job: JobRecord, at: number, now: number, note: Note): Transition {
  return enter({ ...job, scheduledFor: at }, "scheduled", now, {
    ...note,
    data: { dueAt: at, ...note.data },
  });
}

function threw(
  job: JobRecord,
  entry: EndingAttempt | undefined,
  event: Extract<JobEvent, { type: "threw" }>,
  now: number,
): Transition {
  const { error, retryAfter } = event;
  const next = ended(job, entry, { error });
  const data = { attempt: next.attempts, error: { name: error.name, message: error.message } };
  if (retryAfter !== undefined && next.attempts < next.maxAttempts) {
    const reason = `Retry ${next.attempts} of ${next.maxAttempts - 1}: ${error.name}: ${error.message}`;
    return retryAfter <= 0
      ? enter(next, "enqueued", now, { reason, data })
      : schedule(next, now + retryAfter, now, { reason, data });
  }
  const spent =
    retryAfter === undefined ? "This error is not retried." : `All ${next.maxAttempts} attempts are spent.`;
  return end(next, (next.retry ?? DEFAULT_RETRY).exhausted === "delete" ? "deleted" : "failed", now, {
    reason: spent,
    data,
  });
}

function interrupted(
  job: JobRecord,
  entry: EndingAttempt | undefined,
  reason: string,
  now: number,
): Transition {
  // One that gets on, step by step, may be interrupted as often as it is long.
  const stuck = entry?.advanced ? 0 : (job.stuck ?? 0) + 1;
  const next = { ...traced(job, entry), interruptions: job.interruptions + 1, stuck };
  if (stuck < (next.maxInterruptions ?? DEFAULT_MAX_INTERRUPTIONS))
    return enter(next, "enqueued", now, { reason }, false);
  const message = `Its context died ${stuck} times in a row while it ran; it was stopped so that it can't go on harming the others.`;
  const error = { name: "JobInterruptedError", code: "job-interrupted", message };
  return end({ ...next, error }, "failed", now, { reason: message });
}

function parentSettled(
  job: JobRecord,
  { parent, state, found }: Extract<JobEvent, { type: "parent-settled" }>,
  now: number,
): Transition | null {
  const links = job.parents ?? [];
  const isAsked = links.some((link) => link.id === parent && !link.met);
  // A parent that has met the condition has spoken: what becomes of it later is not asked.
  if (!isAsked && !(found && links.every((link) => link.met))) return null;
  const on = job.on ?? "succeeded";
  const repaired = found ? "Repaired: " : "";
  switch (isAsked ? verdict(on, state) : "met") {
    case "waits":
      return null;
    case "doomed": {
      const what = found === "gone" ? "is gone" : was(state);
      const reason = `${repaired}It was to run when ${parent} had ${ending(on)}, but that ${kindOf(parent)} ${what}.`;
      return end(job, "deleted", now, { reason });
    }
    case "met": {
      const parents = links.map((link) => (link.id === parent ? { ...link, met: true } : link));
      const next = { ...job, parents };
      if (parents.some((link) => !link.met)) return { job: next, toEndOfLine: false };
      const reason = found
        ? `${repaired}its parent ${found === "gone" ? "is gone" : "had ended"}, and it was not told.`
        : "Its parent has ended.";
      const due = job.releaseDelay ? now + job.releaseDelay : (job.scheduledFor ?? now);
      return due > now ? schedule(next, due, now, { reason }) : enter(next, "enqueued", now, { reason });
    }
  }
}

/** The attempt that the lease entry speaks of, written into the record: it was not there while it ran. */
function traced(job: JobRecord, entry: EndingAttempt | undefined): JobRecord {
  if (!entry) return job;
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
  entry: EndingAttempt | undefined,
  outcome: Pick<Partial<JobRecord>, "error"> & { result?: unknown; resultPayload?: true | undefined },
): JobRecord {
  const {
    error: _error,
    result: _result,
    resultPayload: _payload,
    stuck: _stuck,
    ...rest
  } = traced(job, entry);
  return {
    ...rest,
    attempts: job.attempts + 1,
    ...(outcome.error ? { error: outcome.error } : {}),
    ...(outcome.result === undefined ? {} : { result: outcome.result }),
    ...(outcome.resultPayload ? { resultPayload: true as const } : {}),
  };
}

/** A full set of attempts, and no trace of the end before; the history still tells of it. */
function renewed(job: JobRecord): JobRecord {
  const {
    error: _error,
    result: _result,
    resultPayload: _payload,
    scheduledFor: _for,
    progress: _p,
    stuck: _stuck,
    ...rest
  } = job;
  return waitingAnew({ ...rest, attempts: 0, interruptions: 0 });
}

/** Somebody has given it another beginning: what it prefers is waited for from then. */
function waitingAnew(job: JobRecord): JobRecord {
  return job.prefers ? { ...job, prefers: renewedPreference(job.prefers) } : job;
}

function latency(job: JobRecord, entry: EndingAttempt | undefined): number {
  const ready = job.history.findLast((line) => line.state === "enqueued")?.at ?? job.createdAt;
  return Math.max(0, (entry?.since ?? ready) - ready);
}

function entryOf(state: StoredState, at: number, { reason, data }: Note): HistoryEntry {
  return { state, at, ...(reason === undefined ? {} : { reason }), ...(data === undefined ? {} : { data }) };
}

const kindOf = (parent: string): string => (isBatchId(parent) ? "batch" : "job");
const ending = (on: string): string => (on === "deleted" ? "been deleted" : on);
const was = (state: FinalState): string => (state === "deleted" ? "was deleted" : state);
