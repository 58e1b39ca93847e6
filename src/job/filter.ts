import type { ErrorInfo } from "../errors/error-info.ts";
import type { JobEventType } from "./event.ts";
import type { LogLevel } from "./log.ts";
import type { JobMeta, MetaValue } from "./meta.ts";
import type { HistoryEntry, JobState } from "./state.ts";

/** What filters of one run, or of one creation, share with one another; a run's with the handler too. Never stored. */
export type FilterItems = Record<string, unknown>;

/** `AbortSignal`, wherever there is one: the rules are compiled without a browser's types. */
type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Type } }
  ? Type
  : { readonly aborted: boolean };

/** A call that is about to create a job. */
export interface CreatingContext<Args = unknown, Options = object> {
  /** The call: `enqueue`, `schedule`, `continueWith`, `enqueueMany`, `recurring.addOrUpdate` … */
  readonly call: string;
  /** The job's name. */
  readonly name: string;
  /** What the handler will get: a copy, to be changed or replaced. */
  args: Args;
  /** The call's options, to be changed (but for the id); they are checked afterwards as if the caller had given them. */
  options: Options;
  /** Travels with the job, as `job.meta` and `context.meta`. What JSON can say, at most 4,096 characters of it. */
  meta: Record<string, MetaValue>;
  /** Parents of a continuation. */
  readonly parents: readonly string[];
  /** The job whose handler enqueues this one through its `context.client`. */
  readonly creator: { readonly id: string; readonly meta: JobMeta; readonly items: FilterItems } | undefined;
  /** Shared by the filters of this call. */
  readonly items: FilterItems;
  /** Nothing is stored, filters further in aren't asked, and the call rejects with `JobCancelledError`. */
  cancel(reason?: string): void;
}

/** The same call, when it is over. */
export interface CreatedContext<Args = unknown, Options = object> extends CreatingContext<Args, Options> {
  /** The job's id, when it was stored. */
  readonly id: string | undefined;
  /** Why the call rejects. */
  readonly error: unknown;
  readonly cancelled: boolean;
}

/** A handler that is about to run. */
export interface PerformingContext<Args = unknown> {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  /** What the handler gets; may be replaced for this run. */
  args: Args;
  /** 1 for the first. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly signal: Signal;
  readonly meta: JobMeta;
  readonly scheduledFor: number | undefined;
  readonly recurringId: string | undefined;
  /** Shared by the filters of this run and its handler. */
  readonly items: FilterItems;
  /** Writes a line to the job's log. */
  log(level: LogLevel, message: string, data?: unknown): void;
  /** The handler isn't run, filters further in aren't asked, and the job is deleted with this reason. */
  cancel(reason?: string): void;
}

/** The same run, when it is over. */
export interface PerformedContext<Args = unknown> extends PerformingContext<Args> {
  /** What the handler answered; may be replaced. */
  result: unknown;
  /** What it threw, or why the attempt was ended from outside (`signal.aborted`); then nothing can change the outcome. */
  readonly error: unknown;
  /** Set it to have `error` count as nothing: the attempt succeeds with `result`. */
  handled: boolean;
  readonly cancelled: boolean;
}

/** A job as filters of its states see it: what is in its record, as it will be stored. */
export interface FilteredJob {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly priority: number;
  /** Absent when they are large (over 10 KB): they lie apart. */
  readonly args: unknown;
  readonly result: unknown;
  readonly error: ErrorInfo | undefined;
  /** Attempts that have ended. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly createdAt: number;
  readonly createdBy: string | undefined;
  readonly owner: string | undefined;
  readonly recurringId: string | undefined;
  readonly tags: readonly string[];
  readonly meta: JobMeta;
}

/** Why a job changes its state: `created`, or the event. */
export type StateCause = "created" | JobEventType;

/** Where a filter sends a job instead. */
export type Election =
  | { state: "enqueued"; queue?: string; reason?: string }
  /** Due then, epoch milliseconds; one in the past means at once. */
  | { state: "scheduled"; at: number; queue?: string; reason?: string }
  | { state: "succeeded"; result?: unknown; reason?: string }
  | { state: "failed"; error?: ErrorInfo; reason?: string }
  | { state: "deleted"; reason?: string };

interface StateContext {
  readonly job: FilteredJob;
  /** The state it leaves; `undefined` for a new job. */
  readonly from: JobState | undefined;
  readonly cause: StateCause;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A job that is about to change its state, inside the transaction. */
export interface StateElectionContext extends StateContext {
  /** Where it goes, and why, unless a filter sends it elsewhere. */
  readonly candidate: { readonly state: JobState; readonly reason?: string; readonly dueAt?: number };
  /** Sends it elsewhere; filters further in see that as the candidate. */
  elect(election: Election): void;
  /** Stored with the change; `undefined` removes it. */
  setMeta(key: string, value: MetaValue | undefined): void;
}

/** A job that has changed its state, inside the transaction that commits it. */
export interface StateAppliedContext extends StateContext {
  readonly state: JobState;
  /** The line of history that was written for it. */
  readonly entry: HistoryEntry;
  /**
   * Puts a row into a store of the app's own that the filter names in `stores`; it is committed with the change, or not
   * at all. The value is copied.
   */
  write(store: string, value: unknown, key?: string | number): void;
}

/** A filter's part in the creation of jobs. */
export interface CreationHooks<Args = unknown, Options = object> {
  onCreating?(context: CreatingContext<Args, Options>): void | Promise<void>;
  onCreated?(context: CreatedContext<Args, Options>): void | Promise<void>;
}

/** What runs inside a storage transaction. A promise can't be waited for there; `void` alone would take a function that answers one. */
type Sync = void | undefined;

/** All parts a filter can play. */
export interface FilterHooks<Args = unknown, Options = object> extends CreationHooks<Args, Options> {
  /** Before the handler. */
  onPerforming?(context: PerformingContext<Args>): void | Promise<void>;
  /** Around the handler and the filters further in: what it answers is the run's answer. */
  perform?(context: PerformingContext<Args>, next: () => Promise<unknown>): Promise<unknown>;
  /** After the handler, however it went. */
  onPerformed?(context: PerformedContext<Args>): void | Promise<void>;
  /** Inside the transaction, before the change: may send the job elsewhere. */
  onStateElection?(context: StateElectionContext): Sync;
  /** Inside the transaction, with the change. */
  onStateApplied?(context: StateAppliedContext): Sync;
}
