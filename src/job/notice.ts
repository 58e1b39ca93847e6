import { type Check, finite, list, optional, text } from "./check.ts";
import { isPlain } from "./plain-object.ts";
import type { BatchState, JobState } from "./state.ts";

/** Says that something has been committed. A notice only ever wakes somebody: the store is the truth. */
export type Notice =
  | JobNotice
  | RecurringNotice
  | ServerNotice
  | QueueNotice
  | BatchNotice
  | ChoreNotice
  | ManyNotice;

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
  /** A limit has room again; by an outcome of this server (which has looked already), or empty. */
  freedBy?: string;
}

export interface BatchNotice {
  type: "batch";
  id: string;
  name?: string;
  /** Where it is now. Told at each change of its counts too: then `previous` is the same. */
  state: BatchState | "removed";
  /** Absent: it is new. */
  previous?: BatchState;
  at: number;
  /** Members, those of nested batches included. */
  total: number;
  /** Of these, those that have ended. */
  ended: number;
}

/** A transaction would have grown too long and has left something to the next, for any job server to carry on. */
export interface ChoreNotice {
  type: "chore";
  at: number;
  /** Jobs that a page has left before it had the rules: whoever has them takes these in, before it answers a question. */
  left?: true;
}

/** One commit touched so many jobs that naming each would cost more than reading again. */
export interface ManyNotice {
  type: "many";
  count: number;
  at: number;
  dueAt?: number;
}

const word = text(1_000);
/** What the listeners look at; whatever else a notice has is for those who know its type. */
const LOOKED_AT: Readonly<Record<string, Check>> = {
  type: word,
  at: finite,
  id: optional(word),
  name: optional(word),
  queue: optional(word),
  state: optional(word),
  previous: optional(word),
  count: optional(finite),
  dueAt: optional(finite),
  expiresAt: optional(finite),
  recurringId: optional(word),
  progress: optional(isPlain),
};

/** The notices in a message that anybody of the origin could have posted; of another message none. */
export function noticesIn(message: unknown): readonly Notice[] {
  return list(isNotice, Number.POSITIVE_INFINITY)(message) ? (message as Notice[]) : [];
}

function isNotice(value: unknown): boolean {
  if (!isPlain(value)) return false;
  for (const [key, check] of Object.entries(LOOKED_AT)) if (!check(value[key])) return false;
  return (
    value["type"] !== "job" ||
    (word(value["id"]) && word(value["name"]) && word(value["queue"]) && word(value["state"]))
  );
}

/** Whether a commit may have made something runnable, now rather than at a time the alarm knows of. */
export function isWork(notice: Notice): boolean {
  if (notice.type === "job") return notice.state === "enqueued";
  return notice.type !== "server" && notice.type !== "batch";
}

/** It tells of what no claim finds: what a transaction has left to the next, and what is to be done at a time. */
export const isBeyondClaims = ({ type }: Notice): boolean => type === "chore" || type === "recurring";

/** It tells a server of itself: that it is there, or what its own outcomes made room for, which it has claimed already. */
export const isOfServer = (notice: Notice, id: string): boolean =>
  (notice.type === "server" && notice.id === id) || (notice.type === "queue" && notice.freedBy === id);
