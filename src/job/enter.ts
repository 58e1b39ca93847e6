import { withHistory } from "./history.ts";
import type { JobRecord } from "./record.ts";
import type { FinalState, HistoryEntry, StoredState } from "./state.ts";

/** What an event makes of a job. */
export interface Transition {
  /** The record to store. Its place in line (`sequence`, index fields) is given by {@link placed}. */
  job: JobRecord;
  /** It is enqueued anew and goes to the end of its line; an interrupted or released job keeps its place. */
  toEndOfLine: boolean;
  /** It has ended: its continuations must hear of it. */
  settled?: FinalState;
}

/** What a line of history says beside its state and time. */
export interface Note {
  reason?: string | undefined;
  data?: Record<string, unknown>;
}

/** The job in another state, with a line of history that says so. */
export function enter(
  job: JobRecord,
  state: StoredState,
  now: number,
  note: Note,
  toEndOfLine: boolean = state === "enqueued",
): Transition {
  const { finishedAt: _finished, ...rest } = job;
  return {
    job: { ...rest, state, history: withHistory(job.history, entryOf(state, now, note)) },
    toEndOfLine,
  };
}

/** The job at its end. */
export function end(job: JobRecord, state: FinalState, now: number, note: Note): Transition {
  const entered = enter(job, state, now, note, false);
  return { job: { ...entered.job, finishedAt: now }, toEndOfLine: false, settled: state };
}

/** The job, to go on at a time. */
export function schedule(job: JobRecord, at: number, now: number, note: Note): Transition {
  return enter({ ...job, scheduledFor: at }, "scheduled", now, {
    ...note,
    data: { dueAt: at, ...note.data },
  });
}

/** One that goes on although its attempts were spent is granted another. */
export function withAttempt(job: JobRecord): JobRecord {
  const { attempts, maxAttempts, granted = 0 } = job;
  return attempts < maxAttempts
    ? job
    : { ...job, maxAttempts: attempts + 1, granted: granted + attempts + 1 - maxAttempts };
}

function entryOf(state: StoredState, at: number, { reason, data }: Note): HistoryEntry {
  return { state, at, ...(reason === undefined ? {} : { reason }), ...(data === undefined ? {} : { data }) };
}
