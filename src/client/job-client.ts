import { ClosedError } from "../errors/call-errors.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../job/definition.ts";
import type { Preparing } from "../job/draft-of.ts";
import { FilterSet } from "../job/filter-set.ts";
import type { Monitor } from "../monitor/monitor-api.ts";
import { type AppTransaction, expectTransaction } from "../storage/options.ts";
import type { BatchBuilder, BatchesClient, BatchOptions, NewBatch, Parent } from "./api/batch-api.ts";
import type { ContinueOptions, JobRequest, When } from "./api/call-options.ts";
import type { JobClient, TransactionClient } from "./api/client-api.ts";
import type { ExportFilter, ImportOptions, ImportResult, ImportSource, JobExport } from "./api/export-api.ts";
import type { RecurringClient } from "./api/recurring-api.ts";
import type { Batches } from "./batch/batches-client.ts";
import { asGiven } from "./calls/as-given.ts";
import type { Commands } from "./calls/commands.ts";
import type { Creator } from "./calls/creation.ts";
import { create } from "./calls/enqueueing.ts";
import {
  continueRequest,
  enqueueRequest,
  manyRequests,
  type Request,
  scheduleRequest,
} from "./calls/requests.ts";
import { Submissions } from "./calls/submissions.ts";
import type { ClientParts } from "./client-parts.ts";
import type { ClientEvents } from "./events/client-events.ts";
import { type Coming, type Feature, waitingCalls } from "./parts/feature.ts";
import { exportOf } from "./parts/late-export.ts";
import { batchesOf, monitorOf, recurringOf } from "./parts/late-parts.ts";
import { coming, madeOf } from "./parts/made-feature.ts";
import type { Reading } from "./reading.ts";
import { transactionClient } from "./within.ts";

/** Calls of which nothing need be known here. */
const COMMANDS = "delete requeue reschedule duplicate hurry hold release clear";

/** What an app enqueues with, over any storage. */
export class SlowmatchClient implements JobClient {
  readonly ready: Promise<void>;
  readonly recurring: RecurringClient;
  readonly monitor: Monitor;
  readonly batches: BatchesClient;
  declare readonly result: JobClient["result"];
  declare readonly delete: JobClient["delete"];
  declare readonly requeue: JobClient["requeue"];
  declare readonly reschedule: JobClient["reschedule"];
  declare readonly duplicate: JobClient["duplicate"];
  declare readonly hurry: JobClient["hurry"];
  declare readonly hold: JobClient["hold"];
  declare readonly release: JobClient["release"];
  declare readonly clear: JobClient["clear"];
  readonly get: JobClient["get"];
  readonly pauseQueue: JobClient["pauseQueue"];
  readonly resumeQueue: JobClient["resumeQueue"];
  readonly #parts: ClientParts;
  readonly #submissions: Submissions;
  readonly #filters: FilterSet;
  readonly #reading: Feature<Reading>;
  readonly #batches: Feature<Batches>;
  readonly #commands: Feature<Commands>;
  readonly #underway = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(parts: ClientParts) {
    const { storage, platform, features } = parts;
    this.#parts = parts;
    this.ready = parts.ready;
    const filters = parts.filters ?? new FilterSet("client");
    this.#filters = filters;
    const closing = this.#closing.signal;
    const preparing = (): Preparing => this.#preparing();
    this.#reading = madeOf(features.reading, ({ reading }) => reading(storage, platform, closing));
    const monitor = madeOf(this.#reading, (reading) => reading.monitor);
    this.monitor = monitorOf(coming(monitor), (listener) => storage.subscribe(listener));
    const recurring = madeOf(features.recurring, ({ recurringClient }) =>
      recurringClient({ ...parts, filters }),
    );
    this.recurring = recurringOf(coming(recurring));
    this.#batches = madeOf(
      features.batches,
      ({ Batches }) => new Batches({ ...parts, clock: platform.clock, filters, preparing, closing }),
    );
    this.batches = batchesOf(coming(this.#batches));
    this.#commands = madeOf(features.commands, ({ Commands }) => new Commands(parts));
    this.#submissions = new Submissions(storage, platform.clock);
    const soon: Coming<Commands>["soon"] = (begin) => this.#do(begin);
    Object.assign(
      this,
      waitingCalls<Commands, typeof COMMANDS>({ now: undefined, soon }, COMMANDS),
      waitingCalls(coming(this.#reading), "result"),
    );
    ({ pauseQueue: this.pauseQueue, resumeQueue: this.resumeQueue } = this.monitor);
    this.get = this.monitor.job as JobClient["get"];
    // As of a page's own client, which is there before this class is: what is taken off it goes on working.
    const [, ...names] = Object.getOwnPropertyNames(SlowmatchClient.prototype);
    const calls = this as unknown as Record<string, () => unknown>;
    for (const name of names) calls[name] = calls[name]!.bind(this);
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
    return this.create(manyRequests("enqueueMany", requests, this.#preparing()));
  }

  async continueWith(
    parent: Parent | readonly Parent[],
    job: AnyJobDefinition,
    args?: unknown,
    given: ContinueOptions = {},
  ): Promise<string> {
    return this.#one(continueRequest("continueWith", parent, job, args, given, this.#preparing()));
  }

  async batch(build: (batch: BatchBuilder) => unknown, options?: BatchOptions): Promise<NewBatch> {
    const given = asGiven(options);
    return (await this.#batches.load()).create(build, given);
  }

  within(transaction: AppTransaction): TransactionClient {
    expectTransaction(transaction);
    return transactionClient(
      { ...this.#parts, filters: this.#filters, closing: this.#closing.signal },
      () => this.#preparing(),
      transaction,
    );
  }

  export(filter?: ExportFilter): JobExport {
    const { storage, platform, features } = this.#parts;
    return exportOf(coming(features.portable), ({ exportJobs }) =>
      exportJobs(storage, platform.clock, filter),
    );
  }

  async import(source: ImportSource, options?: ImportOptions): Promise<ImportResult> {
    const { storage, platform, features } = this.#parts;
    const given = asGiven(options);
    const { importAll } = await features.portable.load();
    return importAll(storage, platform.clock, source, given);
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

  /** Waits for calls on their way, not for jobs, then lets go of everything. Jobs stay; other contexts go on. */
  async close(): Promise<void> {
    this.#closing.abort(new ClosedError("This client was closed while it waited; the job goes on."));
    await Promise.all([this.#submissions.idle(), ...this.#underway]);
    await this.#parts.onClose?.();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The same client for a handler: what it enqueues names that handler's job, and what it waits for ends with its attempt. */
  createdBy(creator: Creator, owner: string | undefined, attempt: AbortSignal): JobClient {
    const { owner: _owner, ...parts } = this.#parts;
    const owned = owner === undefined ? {} : { owner };
    const client = new SlowmatchClient({ ...parts, ...owned, creator, onClose: () => {} });
    const end = (): void => client.#closing.abort(attempt.reason);
    if (attempt.aborted) end();
    else attempt.addEventListener("abort", end);
    return client;
  }

  async #one(request: Request): Promise<string> {
    return (await this.create([request]))[0]!;
  }

  /** Stores the jobs of one call, all or nothing; answers their ids. */
  create(requests: readonly Request[]): Promise<string[]> {
    return create({ ...this.#parts, filters: this.#filters }, requests, (drafts) =>
      this.#submissions.submit(drafts),
    );
  }

  #do<Answer>(command: (commands: Commands) => Answer | Promise<Answer>): Promise<Answer> {
    const answer = this.#commands.load().then(command);
    const over = (): void => void this.#underway.delete(ended);
    const ended = answer.then(over, over);
    this.#underway.add(ended);
    return answer;
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
