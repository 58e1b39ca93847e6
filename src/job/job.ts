import type { ErrorInfo } from "../errors/error-info.ts";
import type { Requirements } from "./constraints.ts";
import type { Shed } from "./event.ts";
import type { JobMeta } from "./meta.ts";
import type { ContinuationCondition, HistoryEntry, JobState } from "./state.ts";

/**
 * Why a job isn't running: due later, a parent, the device, a pause, a limit, a hold, nobody who handles it, no free
 * worker, another kind of context, or nobody who would wake a worker.
 */
export type WaitingKind =
  | "time"
  | "parent"
  | "constraint"
  | "paused"
  | "limit"
  | "hold"
  | "no-handler"
  | "workers-busy"
  | "not-here"
  | "no-wakeup";

/** One reason why a job isn't running. */
export interface WaitingFor {
  kind: WaitingKind;
  /** In words: what it lacks. */
  detail: string;
  /** Epoch milliseconds, where the end of the wait is known. */
  until?: number;
}

/** How far a job is, as its handler has said. */
export interface JobProgress {
  /** 0 to 1. */
  fraction: number;
  /** What it is doing, in the handler's words. */
  message?: string;
}

declare const ofJob: unique symbol;

/**
 * A job's id: a text that knows, for the type checker alone, what the job takes and answers, so that `get` and `result`
 * do as well. Any text is as good where the types don't matter.
 */
export type JobId<Args = unknown, Result = unknown> = string & {
  readonly [ofJob]?: { args: Args; result: Result };
};

/** A job as it was at one moment: plain data, safe to keep, to post and to print. Instants are epoch milliseconds. */
export interface Job<Args = unknown, Result = unknown> {
  id: string;
  name: string;
  queue: string;
  priority: number;
  state: JobState;
  /** In a list, large arguments (over 10 KB) are left out; `get` and `monitor.job` have them. */
  args: Args;
  /** The handler's answer, once `succeeded`. */
  result?: Result;
  /**
   * What was not kept, or was given up again, because the storage was full: the handler's answer, lines of the log. The
   * job itself has ended as its state says.
   */
  shed?: Shed[];
  /** The last attempt's error; stays after a retry that succeeded only in the history. */
  error?: ErrorInfo;
  /** Attempts begun: 0 before the first. */
  attempt: number;
  /** Attempts allowed: 1 + the retries. */
  maxAttempts: number;
  /** Attempts that ended because their context died. They don't count as attempts. */
  interruptions: number;
  createdAt: number;
  /** When it is or was due, if it was not to run at once. */
  scheduledFor?: number;
  /** Begin of the last attempt. */
  startedAt?: number;
  finishedAt?: number;
  /** When it will be removed. */
  expiresAt?: number;
  /** Ids of the jobs and batches it waits or waited for. */
  parents: string[];
  /** How these must end before it runs; absent: `'succeeded'`. */
  on?: ContinuationCondition;
  /** Ids of the jobs that wait or waited for it. */
  continuations: string[];
  batchId?: string;
  recurringId?: string;
  /** Id of the job whose handler enqueued this one. */
  createdBy?: string;
  owner?: string;
  /** What travels with it beside its arguments; `{}` when nothing does. */
  meta: JobMeta;
  /** What the device must offer before it is run. */
  requires?: Requirements;
  /** What it would rather wait for, for `within` milliseconds from when it is first ready; `until` then is known. */
  prefers?: Requirements & { within: number; until?: number };
  /** The hold it waits for while that stands. */
  hold?: string;
  /** The only kind of context it runs in. */
  runsIn?: "service-worker" | "window" | "worker";
  /** The definition's version that enqueued it; absent: 0. */
  version?: number;
  tags: string[];
  displayName: string;
  /** Names or paths of the properties that are masked where a person looks. */
  redact?: string[];
  progress?: JobProgress;
  /** Why it isn't running; empty when it runs or has ended. */
  waitingFor: WaitingFor[];
  /** Oldest first; at most 50 entries: the first and the last 49. */
  history: HistoryEntry[];
  /** The server that runs it, while `processing`. */
  serverId?: string;
}
