import type { ErrorInfo } from "../errors/error-info.ts";
import type { FinalState, JobState } from "./state.ts";

/** What of an attempt could not be kept because the storage was full. */
export type Shed = "result" | "log";

/** All that can happen to a job; the only cause of a change of state. */
export type JobEvent =
  | { type: "claimed" }
  | { type: "succeeded"; result?: unknown; resultPayload?: true; shed?: readonly Shed[] }
  /** The attempt failed. `retryAfter`: milliseconds, absent when this error is not worth another attempt. */
  | { type: "threw"; error: ErrorInfo; retryAfter?: number | undefined; shed?: readonly Shed[] }
  /**
   * The attempt's context is gone. `by`: it died; it died and may not even have begun the attempt; or its time was over,
   * and it said so itself.
   */
  | { type: "interrupted"; reason: string; by: "death" | "death-before" | "time" }
  /** The attempt was given back on purpose: nothing is spent. With `until` it goes on no earlier than then, with `hold` while that doesn't stand. */
  | { type: "released"; reason: string; until?: number | undefined; hold?: string }
  | { type: "due" }
  /**
   * `found`: the job was not told when its parent ended, or was gone; it has been found waiting for nothing. `forGood`: a
   * batch that failed and can't succeed any more.
   */
  | {
      type: "parent-settled";
      parent: string;
      state: FinalState;
      forGood?: boolean | undefined;
      found?: "ended" | "gone";
    }
  /** `attempts`: what it has used of them stays counted. */
  | { type: "requeued"; reason?: string; attempts?: "keep" }
  | { type: "rescheduled"; at: number; reason?: string }
  | { type: "deleted"; reason?: string };

export type JobEventType = JobEvent["type"];

export const JOB_EVENTS: readonly JobEventType[] = [
  "claimed",
  "succeeded",
  "threw",
  "interrupted",
  "released",
  "due",
  "parent-settled",
  "requeued",
  "rescheduled",
  "deleted",
];

/**
 * Which event moves a job out of which state, and into what; an absent pair is refused and changes nothing.
 * docs/state-machine.md draws this table, and a test walks it cell by cell.
 */
export const TRANSITIONS: Readonly<Record<JobState, Partial<Record<JobEventType, readonly JobState[]>>>> = {
  enqueued: { claimed: ["processing"], rescheduled: ["scheduled"], deleted: ["deleted"] },
  scheduled: { due: ["enqueued"], requeued: ["enqueued"], rescheduled: ["scheduled"], deleted: ["deleted"] },
  awaiting: {
    "parent-settled": ["awaiting", "enqueued", "scheduled", "deleted"],
    requeued: ["enqueued"],
    rescheduled: ["scheduled"],
    deleted: ["deleted"],
  },
  processing: {
    succeeded: ["succeeded"],
    threw: ["enqueued", "scheduled", "failed", "deleted"],
    interrupted: ["enqueued", "failed"],
    released: ["enqueued", "scheduled"],
    deleted: ["deleted"],
  },
  succeeded: { requeued: ["enqueued"], rescheduled: ["scheduled"], deleted: ["deleted"] },
  failed: { requeued: ["enqueued"], rescheduled: ["scheduled"], deleted: ["deleted"] },
  deleted: { requeued: ["enqueued"], rescheduled: ["scheduled"] },
};
