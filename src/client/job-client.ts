import { expectOption } from "../errors/expect-option.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../job/definition.ts";
import { FilterSet } from "../job/filter-set.ts";
import type { Job } from "../job/job.ts";
import { expectHold, expectId } from "../job/names.ts";
import { createMonitor } from "../monitor/monitor.ts";
import type { Monitor } from "../monitor/monitor-api.ts";
import type { ClearFilter } from "../operations/clear-jobs.ts";
import { setHold } from "../operations/holds.ts";
import { waivePreferences } from "../operations/waive-preferences.ts";
import type { AppTransaction } from "../storage/options.ts";
import type { BatchBuilder, BatchOptions, NewBatch, Parent } from "./batch-api.ts";
import { Batches } from "./batches-client.ts";
import type { ContinueOptions, JobRequest, When } from "./call-options.ts";
import { expectedOf, StateChanges, type StateCommand } from "./changes.ts";
import { clearMatching, wipeOnly } from "./clear.ts";
import type { ChangeOptions, JobChanges, JobClient, TransactionClient } from "./client-api.ts";
import type { ClientEvents } from "./client-events.ts";
import type { ClientParts } from "./client-parts.ts";
import type { Creator } from "./creation.ts";
import { duplicate } from "./duplicate.ts";
import {
  continueRequest,
  create,
  enqueueRequest,
  manyRequests,
  type Request,
  scheduleRequest,
} from "./enqueueing.ts";
import type { ExportFilter, ImportOptions, ImportResult, ImportSource, JobExport } from "./export-api.ts";
import { exportJobs } from "./export-jobs.ts";
import { importAll } from "./import-jobs.ts";
import { dueAtOf, expectClearFilter, type Preparing } from "./prepare.ts";
import type { RecurringClient } from "./recurring-api.ts";
import { recurringClient } from "./recurring-client.ts";
import { awaitResult, type ResultOptions, resultOptions } from "./result.ts";
import { Submissions } from "./submissions.ts";
import { transactionClient } from "./within.ts";

/** What an app enqueues with, over any storage. */
export class SlowmatchClient implements JobClient {
  readonly ready: Promise<void>;
  readonly recurring: RecurringClient;
  readonly monitor: Monitor;
  readonly batches: Batches;
  readonly #parts: ClientParts;
  readonly #submissions: Submissions;
  readonly #changes: StateChanges;
  readonly #filters: FilterSet;

  constructor(parts: ClientParts) {
    const { storage, platform } = parts;
    this.#parts = parts;
    this.ready = parts.ready;
    this.monitor = createMonitor(storage, platform);
    this.#filters = parts.filters ?? new FilterSet("client");
    this.recurring = recurringClient({ ...parts, filters: this.#filters });
    const preparing = (): Preparing => this.#preparing();
    this.batches = new Batches({ ...parts, clock: platform.clock, filters: this.#filters, preparing });
    this.#submissions = new Submissions(storage, platform.clock);
    this.#changes = new StateChanges(storage, platform.clock);
  }

  async enqueue(job: AnyJobDefinition, args?: unknown, options: EnqueueOptions = {}): Promise<string> {
    return this.#one(enqueueRequest("enqueue", job, args, options, this.#preparing()));
  }

  async schedule(
    job: AnyJobDefinition,
    args: unknown,
    when: When,
    options: EnqueueOptions = {},
  ): Promise<string> {
    return this.#one(scheduleRequest("schedule", job, args, when, options, this.#preparing()));
  }

  async enqueueMany(requests: readonly JobRequest[]): Promise<string[]> {
    const all = manyRequests("enqueueMany", requests, this.#preparing());
    return all.length === 0 ? [] : this.#create(all);
  }

  async continueWith(
    parent: Parent | readonly Parent[],
    job: AnyJobDefinition,
    args?: unknown,
    given: ContinueOptions = {},
  ): Promise<string> {
    return this.#one(continueRequest("continueWith", parent, job, args, given, this.#preparing()));
  }

  batch(build: (batch: BatchBuilder) => unknown, options?: BatchOptions): Promise<NewBatch> {
    return this.batches.create(build, options);
  }

  within(transaction: AppTransaction): TransactionClient {
    const ok = typeof transaction === "object" && transaction !== null && "objectStoreNames" in transaction;
    expectOption(
      ok,
      "within",
      "transaction",
      transaction,
      "an IDBTransaction of the database the client was given",
    );
    return transactionClient(
      { ...this.#parts, clock: this.#parts.platform.clock, filters: this.#filters },
      () => this.#preparing(),
      transaction,
    );
  }

  async get<Args, Result>(id: string): Promise<Job<Args, Result> | undefined> {
    return (await this.monitor.job(id)) as Job<Args, Result> | undefined;
  }

  async result<Result>(id: string, options: ResultOptions = {}): Promise<Result> {
    const { storage, platform } = this.#parts;
    const get = (each: string): Promise<Job | undefined> => this.monitor.job(each);
    const checked = resultOptions(id, options);
    return (await awaitResult({ id, storage, clock: platform.clock, get, ...checked })) as Result;
  }

  async delete(id: string, options?: ChangeOptions): Promise<boolean> {
    return this.#change("delete", id, { type: "deleted", reason: "Deleted by the app." }, options);
  }

  async requeue(id: string, options?: ChangeOptions): Promise<boolean> {
    return this.#change("requeue", id, { type: "requeued", reason: "Requeued by the app." }, options);
  }

  async reschedule(id: string, when: When, options?: ChangeOptions): Promise<boolean> {
    const at = dueAtOf("reschedule", when, this.#parts.platform.clock.now());
    const event = { type: "rescheduled", at, reason: "Rescheduled by the app." } as const;
    return this.#change("reschedule", id, event, options);
  }

  async duplicate(id: string, changes: JobChanges = {}): Promise<string | undefined> {
    const { storage, platform, newId } = this.#parts;
    return duplicate(storage, platform.clock.now(), newId(), id, changes);
  }

  async hurry(id: string): Promise<boolean> {
    expectId("hurry", id);
    const { storage, platform } = this.#parts;
    const [waived = false] = await storage.run(waivePreferences, { now: platform.clock.now(), ids: [id] });
    return waived;
  }

  async hold(name: string, reason?: string): Promise<boolean> {
    expectHold("hold", name);
    const { storage, platform } = this.#parts;
    const why = reason === undefined ? {} : { reason: String(reason) };
    return storage.run(setHold, { now: platform.clock.now(), name, held: true, ...why });
  }

  async release(name: string): Promise<boolean> {
    expectHold("release", name);
    const { storage, platform } = this.#parts;
    return storage.run(setHold, { now: platform.clock.now(), name, held: false });
  }

  async clear(given: ClearFilter & { namespace?: string } = {}): Promise<number> {
    expectClearFilter(given);
    const { namespace, ...filter } = given;
    const { storage, platform, wipe } = this.#parts;
    if (namespace === undefined) return clearMatching(storage, platform.clock, filter);
    return wipe ? wipe(namespace) : wipeOnly(storage, platform.clock, namespace);
  }

  export(filter?: ExportFilter): JobExport {
    const { storage, platform } = this.#parts;
    return exportJobs(storage, platform.clock, filter);
  }

  async import(source: ImportSource, options?: ImportOptions): Promise<ImportResult> {
    const { storage, platform } = this.#parts;
    return importAll(storage, platform.clock, source, options);
  }

  pauseQueue(name: string): Promise<void> {
    return this.monitor.pauseQueue(name);
  }

  resumeQueue(name: string): Promise<void> {
    return this.monitor.resumeQueue(name);
  }

  addEventListener<Type extends keyof ClientEvents>(
    type: Type,
    listener: (event: ClientEvents[Type]) => void,
    options?: { once?: boolean; signal?: AbortSignal },
  ): void {
    this.#parts.events.add(type, listener, options);
  }

  removeEventListener<Type extends keyof ClientEvents>(
    type: Type,
    listener: (event: ClientEvents[Type]) => void,
  ): void {
    this.#parts.events.remove(type, listener);
  }

  /** Waits for calls on their way, then lets go of everything. Jobs stay; other contexts go on. */
  async close(): Promise<void> {
    await Promise.all([this.#submissions.idle(), this.#changes.idle()]);
    await this.#parts.onClose?.();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The same client for a handler: what it enqueues names that handler's job. */
  createdBy(creator: Creator, owner?: string): JobClient {
    const { owner: _owner, ...parts } = this.#parts;
    const owned = owner === undefined ? {} : { owner };
    return new SlowmatchClient({ ...parts, ...owned, creator, onClose: () => {} });
  }

  async #one(request: Request): Promise<string> {
    return (await this.#create([request]))[0]!;
  }

  #create(requests: readonly Request[]): Promise<string[]> {
    return create({ ...this.#parts, filters: this.#filters }, requests, (drafts) =>
      this.#submissions.submit(drafts),
    );
  }

  async #change(
    call: string,
    id: string,
    event: StateCommand["event"],
    options: ChangeOptions = {},
  ): Promise<boolean> {
    expectId(call, id);
    return this.#changes.apply(id, { event, ...expectedOf(call, options) });
  }

  #preparing(): Preparing {
    const { platform, newId, creator, owner } = this.#parts;
    return {
      now: platform.clock.now(),
      newId,
      ...(creator ? { createdBy: creator.id } : {}),
      ...(owner === undefined ? {} : { owner }),
    };
  }
}
