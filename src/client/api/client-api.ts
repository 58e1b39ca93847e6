/// <reference lib="esnext.disposable" preserve="true" />

import type { EnqueueOptions, JobDefinition } from "../../job/definition.ts";
import type { Job, JobId } from "../../job/job.ts";
import type { JobState } from "../../job/state.ts";
import type { Monitor } from "../../monitor/monitor-api.ts";
import type { AppTransaction } from "../../storage/options.ts";
import type { Duration } from "../../time/duration.ts";
import type { ClientEvents } from "../events/client-events.ts";
import type { BatchBuilder, BatchesClient, BatchOptions, NewBatch, Parent } from "./batch-api.ts";
import type { ArgsThen, ContinueOptions, JobRequest, When } from "./call-options.ts";
import type { ExportFilter, ImportOptions, ImportResult, ImportSource, JobExport } from "./export-api.ts";
import type { RecurringClient } from "./recurring-api.ts";

/** What a copy of a job has of its own. */
export interface JobChanges {
  /** Checked as in `enqueue`. Default: the job's own. */
  args?: unknown;
  /** Default: the job's own. */
  queue?: string;
}

/** Options of `delete`, `requeue` and `reschedule`. */
export interface ChangeOptions {
  /**
   * Only if the job is in this state, or one of these, in the transaction that changes it; the call answers `false`
   * otherwise. Default: in any state that allows it.
   */
  expected?: JobState | readonly JobState[];
}

/** Options of `requeue`. */
export interface RequeueOptions extends ChangeOptions {
  /**
   * `'renew'` (default): a full set of attempts. `'keep'`: those that it has used stay counted, and it has what is left
   * of them, or one where none is.
   */
  attempts?: "renew" | "keep";
}

/** `jobs.within(transaction)`: enqueues in a transaction that the app owns. */
export type TransactionClient = Pick<
  JobClient,
  "enqueue" | "enqueueMany" | "schedule" | "continueWith" | "batch"
>;

/** What an app enqueues with. Made by `createClient`. */
export interface JobClient {
  /**
   * Storage open and, where one is wanted, a service worker active. Calls made earlier simply wait. Where the client's
   * further scripts can't be had it rejects with `PartNotLoadedError`, and tries again when it is asked for anew.
   */
  readonly ready: Promise<void>;
  /**
   * The job's id, once the transaction that stores it has completed. It is run as soon as a server is free.
   *
   * @throws InvalidJobError JobConflictError StorageFullError StorageUnavailableError ClosedError
   * @example const id = await jobs.enqueue(sendWelcome, { userName: 'Ada' }, { priority: Priority.high });
   */
  enqueue<Args, Result>(
    job: JobDefinition<Args, Result>,
    ...rest: ArgsThen<NoInfer<Args>, [options?: EnqueueOptions<NoInfer<Args>>]>
  ): Promise<JobId<Args, Result>>;
  /**
   * As `enqueue`, but it is due later: after `{ delay }`, or `{ at }` an instant; one in the past means at once.
   *
   * @throws InvalidJobError JobConflictError StorageFullError
   * @example await jobs.schedule(remind, { noteId }, { delay: '10m' });
   */
  schedule<Args, Result>(
    job: JobDefinition<Args, Result>,
    args: NoInfer<Args>,
    when: When,
    options?: EnqueueOptions<NoInfer<Args>>,
  ): Promise<JobId<Args, Result>>;
  /**
   * Ids in order; all or nothing, in one transaction.
   *
   * @throws InvalidJobError JobConflictError StorageFullError
   * @example await jobs.enqueueMany(photos.map((photo) => ({ job: upload, args: { photo } })));
   */
  enqueueMany<All extends readonly unknown[]>(
    requests: readonly [...{ [K in keyof All]: JobRequest<All[K]> }],
  ): Promise<string[]>;
  /**
   * Runs when the parent, or all of several, has ended as `on` says: jobs or batches, by id or by their objects.
   *
   * @throws InvalidJobError JobNotFoundError JobConflictError
   * @example await jobs.continueWith([resized, tagged], publish, { album }, { on: 'succeeded' });
   */
  continueWith<Args, Result>(
    parent: Parent | readonly Parent[],
    job: JobDefinition<Args, Result>,
    ...rest: ArgsThen<NoInfer<Args>, [options?: ContinueOptions<NoInfer<Args>>]>
  ): Promise<JobId<Args, Result>>;
  /**
   * Jobs that belong together: all created in one transaction, or nothing of it when `build` throws. `build` may be
   * asynchronous; nothing is stored before it has ended.
   *
   * @throws InvalidJobError JobNotFoundError JobConflictError, and what `build` throws
   * @example
   * const batch = await jobs.batch((b) => {
   *   for (const page of pages) b.enqueue(fetchPage, { page });
   * }, { name: 'import', onSucceeded: { job: publish, args: { site } } });
   */
  batch<Succeeded, Finished>(
    build: (batch: BatchBuilder) => unknown,
    options?: BatchOptions<Succeeded, Finished>,
  ): Promise<NewBatch>;
  /** Batches that are stored, by their ids. */
  readonly batches: BatchesClient;
  /**
   * Enqueues within an app's own transaction on the database given as `createClient({ database })`: the app's writes
   * and the job are committed together, or neither is. An id is answered before the commit; it holds with it.
   *
   * @example
   * const transaction = db.transaction([...jobStores, 'notes'], 'readwrite');
   * transaction.objectStore('notes').put(note);
   * await jobs.within(transaction).enqueue(uploadNote, { id: note.id });
   */
  within(transaction: AppTransaction): TransactionClient;
  /**
   * The job as it is now, or `undefined` when there is none (any more). Jobs that are asked for at once, without waiting
   * for each other, are read together.
   *
   * @throws InvalidJobError
   * @example const all = await Promise.all(ids.map((id) => jobs.get(id)));
   */
  get<Args = unknown, Result = unknown>(
    id: JobId<Args, Result> | string,
  ): Promise<Job<Args, Result> | undefined>;
  /**
   * Waits for the job's end and answers what its handler returned. `timeout` and `signal` end the wait, not the job.
   *
   * @throws JobFailedError JobDeletedError JobNotFoundError ResultTimeoutError ClosedError, and the signal's reason
   * @example const { sentAt } = await jobs.result(id, { timeout: '30s' });
   * @example const uploaded = await Promise.all(ids.map((id) => jobs.result(id))); // thousands are fine
   */
  result<Result = unknown>(
    id: JobId<unknown, Result> | string,
    options?: { signal?: AbortSignal; timeout?: Duration },
  ): Promise<Result>;
  /**
   * Deletes it: one that waits never runs, one that runs has its `signal` aborted and its outcome refused. Answers
   * `false` for a job that has been deleted already, or is not there.
   */
  delete(id: string, options?: ChangeOptions): Promise<boolean>;
  /** Back in its queue with a full set of attempts, unless told otherwise. `false` for a job that is enqueued, running or unknown, or whose unique key another stands for. */
  requeue(id: string, options?: RequeueOptions): Promise<boolean>;
  /**
   * Enqueues a copy of a job, to run now: all that its definition and its call gave it, with a full set of attempts, and
   * arguments or a queue of its own where they are given. It has none of the job's relations, steps or unique key. The
   * copy's id, or `undefined` when there is no such job.
   *
   * @throws InvalidJobError
   * @example await jobs.duplicate(failedId, { args: { to: "ada@example.com" } });
   */
  duplicate(id: string, changes?: JobChanges): Promise<string | undefined>;
  /** Moves a job that doesn't run to another time; one that has ended begins anew then. `false` for a running or unknown one. */
  reschedule(id: string, when: When, options?: ChangeOptions): Promise<boolean>;
  /**
   * Ends the wait for what a job only prefers (`prefers`): it runs as soon as it could without. `false` for one that
   * doesn't wait for such a thing.
   */
  hurry(id: string): Promise<boolean>;
  /**
   * Places a hold, kept in the store: jobs with `hold: name` wait, in every context, until it is released. Answers
   * whether it did not stand already.
   */
  hold(name: string, reason?: string): Promise<boolean>;
  /** Releases a hold; all that waited for it goes on. Answers whether it stood. */
  release(name: string): Promise<boolean>;
  /**
   * Removes jobs with all that belongs to them: all, or those that match. Answers how many. A filter that is given as
   * `undefined` is refused: `{ owner: user?.id }` must not wipe everybody's.
   *
   * `{ namespace }` stands alone and wipes everything that namespace has: jobs, definitions, holds, counters, history.
   * Handlers that run there are aborted. This client's own is empty then and can be used on; another's database is removed.
   *
   * @example await jobs.clear({ owner: user.id }); // at sign-out
   */
  clear(
    filter?:
      | { owner?: string; queue?: string; state?: JobState; namespace?: never }
      | { namespace: string; owner?: never; queue?: never; state?: never },
  ): Promise<number>;
  /**
   * Jobs with all that belongs to them, recurring definitions, pauses and holds, as JSON; what `redact` names is masked.
   *
   * @throws InvalidJobError for a filter that is none, when it is awaited or gone through
   * @example const text = await jobs.export({ state: 'failed' });
   * @example for await (const piece of jobs.export()) await file.write(piece);
   */
  export(filter?: ExportFilter): JobExport;
  /**
   * Takes in an export, to look at it or to go on with it. A job whose id is here already is passed over; what is no
   * export is refused, at the latest with the page that holds it, of which nothing is stored then.
   *
   * @throws InvalidJobError
   */
  import(source: ImportSource, options?: ImportOptions): Promise<ImportResult>;
  /** Jobs that come again by a schedule. */
  readonly recurring: RecurringClient;
  /** The read side: what a dashboard shows. */
  readonly monitor: Monitor;
  /**
   * Told of jobs in every context of the origin, and of the client's own troubles.
   *
   * @example jobs.addEventListener('failed', ({ id, name }) => report(id, name), { signal });
   */
  addEventListener<Type extends keyof ClientEvents>(
    type: Type,
    listener: (event: ClientEvents[Type]) => void,
    options?: AddListenerOptions,
  ): void;
  /** Takes a listener away again; `{ signal }` does it as well. */
  removeEventListener<Type extends keyof ClientEvents>(
    type: Type,
    listener: (event: ClientEvents[Type]) => void,
  ): void;
  /** As `monitor.pauseQueue`: no job of it is begun, in any context, until it is resumed; `'*'` is every queue. */
  pauseQueue(name: string): Promise<void>;
  /** As `monitor.resumeQueue`. */
  resumeQueue(name: string): Promise<void>;
  /** Ends this client: its listeners, its connection. Jobs go on elsewhere; later calls, and waits for a result, reject with `ClosedError`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * What an app's own code asks for: one interface, answered by `createClient` (durable), `createMemoryClient` (in this page)
 * and `createTestRuntime().jobs` (on a virtual clock) alike.
 */
export type Jobs = JobClient;

export interface AddListenerOptions {
  once?: boolean;
  signal?: AbortSignal;
}
