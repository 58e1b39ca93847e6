import type { JobState } from "./state.ts";

/** Says that something has been committed. A notice only ever wakes somebody: the store is the truth. */
export type Notice = JobNotice | RecurringNotice | ServerNotice | QueueNotice | ManyNotice;

export interface JobNotice {
  type: "job";
  id: string;
  name: string;
  queue: string;
  /** `removed`: its keep time is over and the record is gone. */
  state: JobState | "removed" | "progress";
  previous?: JobState;
  at: number;
  /**
   * What alarms listen for: when it is due, for a job that became `scheduled`; when it stops waiting for what it
   * prefers, for one that became `enqueued`.
   */
  dueAt?: number;
  /** When it will be removed, for a job that has ended. */
  expiresAt?: number;
  recurringId?: string;
  progress?: { fraction: number; message?: string };
}

export interface RecurringNotice {
  type: "recurring";
  id: string;
  at: number;
  dueAt?: number;
}

export interface ServerNotice {
  type: "server";
  id: string;
  at: number;
}

export interface QueueNotice {
  type: "queue";
  name: string;
  at: number;
}

/** One commit touched so many jobs that naming each would cost more than reading again. */
export interface ManyNotice {
  type: "many";
  count: number;
  at: number;
  dueAt?: number;
}
