import type { BatchInfo } from "../../batch/batch-info.ts";
import { InvalidJobError } from "../../errors/call-errors.ts";
import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { BatchEndedError, JobNotFoundError, ResultTimeoutError } from "../../errors/job-errors.ts";
import type { DraftWithPayload } from "../../job/draft.ts";
import type { Preparing } from "../../job/draft-of.ts";
import type { FilterSet } from "../../job/filter-set.ts";
import { expectId } from "../../job/names.ts";
import { isFinal } from "../../job/state.ts";
import { type CreateBatchInput, type CreatedBatch, createBatch } from "../../operations/create-batch.ts";
import { readBatch } from "../../operations/reads/read-batches.ts";
import { cancelBatch } from "../../operations/walk-batch.ts";
import type { Clock } from "../../platform/clock.ts";
import type { AppTransaction } from "../../storage/options.ts";
import type { Storage } from "../../storage/storage.ts";
import type { Batch, BatchBuilder, BatchesClient, BatchOptions, NewBatch } from "../api/batch-api.ts";
import type { Creator } from "../calls/creation.ts";
import { create } from "../calls/enqueueing.ts";
import { type ResultOptions, resultOptions } from "../calls/result.ts";
import { settled } from "../calls/submissions.ts";
import { Waiting } from "../calls/waiting.ts";
import { type Collected, collectBatch, nothingCollected, runBuilder } from "./batch-builder.ts";

export interface BatchesParts {
  storage: Storage;
  clock: Clock;
  filters: FilterSet;
  creator?: Creator | undefined;
  preparing: () => Preparing;
  /** The client's end: nothing is waited for any more. */
  closing: AbortSignal;
  /** Where batches are created inside an app's own transaction: nothing may be waited for. */
  transaction?: AppTransaction;
}

/** Creates batches and adds to them; answers batches that act by their id. */
export class Batches implements BatchesClient {
  readonly #parts: BatchesParts;
  readonly #waiting: Waiting;

  constructor(parts: BatchesParts) {
    this.#parts = parts;
    this.#waiting = new Waiting(parts.storage, parts.clock, parts.closing);
  }

  async create(build: (batch: BatchBuilder) => unknown, options: BatchOptions = {}): Promise<NewBatch> {
    const collected = nothingCollected();
    const building = { call: "batch", preparing: this.#parts.preparing(), collected };
    const { id, onSucceeded, onFinished } = collectBatch(building, build, options);
    const ids = await this.#store(collected, options.id === undefined ? {} : { ownId: true });
    const stands = (given: string | undefined): string | undefined =>
      given === undefined ? undefined : ids.get(given);
    const [succeeded, finished] = [stands(onSucceeded), stands(onFinished)];
    const followers = new Set([onSucceeded, onFinished]);
    return Object.assign(this.#batch(id), {
      jobs: [...ids].flatMap(([given, stored]) => (followers.has(given) ? [] : [stored])),
      ...(succeeded === undefined ? {} : { onSucceeded: succeeded }),
      ...(finished === undefined ? {} : { onFinished: finished }),
    });
  }

  async get(id: string): Promise<Batch | undefined> {
    expectId("batches.get", id);
    return (await this.#parts.storage.run(readBatch, { id })) && this.#batch(id);
  }

  async add(
    id: string,
    build: (batch: BatchBuilder) => unknown,
    options: { reopen?: boolean } = {},
  ): Promise<string[]> {
    const call = "batches.add";
    expectId(call, id);
    expectKnownOptions(call, options, ["reopen"]);
    const { reopen = false } = options;
    expectOption(typeof reopen === "boolean", call, "reopen", reopen, "true or false");
    const collected = nothingCollected();
    runBuilder({ call, preparing: this.#parts.preparing(), collected }, id, build);
    return [...(await this.#store(collected, { to: { id, reopen } })).values()];
  }

  async cancel(id: string, reason?: string): Promise<boolean> {
    expectId("batches.cancel", id);
    const { storage, clock } = this.#parts;
    const why =
      reason === undefined ? "Its batch was cancelled." : `Its batch was cancelled: ${String(reason)}`;
    return storage.run(cancelBatch, { now: clock.now(), id, reason: why });
  }

  #batch(id: string): Batch {
    const { storage } = this.#parts;
    const get = (): Promise<BatchInfo | undefined> => storage.run(readBatch, { id });
    const there = async (): Promise<BatchInfo> => (await get()) ?? absent(id);
    return {
      id,
      add: (build, options) => this.add(id, build, options),
      cancel: (reason) => this.cancel(id, reason),
      get,
      counts: async () => (await there()).counts,
      progress: async () => (await there()).progress,
      ended: async (options: ResultOptions = {}) => {
        const { signal, timeout } = resultOptions(id, options);
        return this.#waiting.wait({
          id,
          concerns: ({ type }) => type === "batch",
          async look() {
            const batch = await there();
            return isFinal(batch.state) ? { answer: batch } : undefined;
          },
          late: (ms) =>
            new ResultTimeoutError(`'${id}' has not ended within ${ms / 1_000} s; it goes on.`, {
              details: { id },
            }),
          signal,
          ...(timeout === undefined ? {} : { timeout }),
        });
      },
    };
  }

  /** Stores what was collected, all or nothing; answers by the ids that were given those that stand for them. */
  async #store(
    collected: Collected,
    how: Pick<CreateBatchInput, "ownId" | "to">,
  ): Promise<Map<string, string>> {
    const { storage, clock, filters, creator, transaction } = this.#parts;
    const atOnce = transaction !== undefined;
    if (atOnce && collected.pending.length > 0) {
      for (const each of collected.pending) each.catch(() => {});
      throw new InvalidJobError(
        "within.batch: the function that builds it answered a promise, and your transaction would end while it is waited for. Prepare what takes time before.",
      );
    }
    while (collected.pending.length > 0) await Promise.all(collected.pending.splice(0));
    collected.closed = true;
    let existing: string[] | undefined;
    let given: string[] = [];
    const store = async (jobs: DraftWithPayload[]): Promise<string[]> => {
      given = jobs.map(({ draft }) => draft.id);
      const input: CreateBatchInput = { now: clock.now(), batches: collected.batches, jobs, ...how };
      if (atOnce && !storage.runWithin) throw new InvalidJobError("within.batch needs IndexedDB.");
      const result =
        atOnce && storage.runWithin
          ? await storage.runWithin(transaction, createBatch, input)
          : await storage.run(createBatch, input);
      const ids = idsOf(result);
      if ("existed" in result) existing = ids;
      return "existed" in result ? given : ids;
    };
    const ids = await create({ filters, creator, atOnce }, collected.requests, store);
    return new Map(existing ? existing.map((id) => [id, id]) : given.map((id, i) => [id, ids[i]!]));
  }
}

/** @throws BatchEndedError JobNotFoundError JobConflictError why nothing of it was created */
function idsOf(result: CreatedBatch): string[] {
  if ("missingBatch" in result) return absent(result.missingBatch);
  if ("ended" in result) {
    const what = result.cancelled
      ? "was cancelled"
      : `has ${result.ended === "deleted" ? "ended" : result.ended}`;
    throw new BatchEndedError(
      `The batch ${what}; nothing was added. With { reopen: true } it goes on, and what followed its end is not run again.`,
      { details: { state: result.ended, cancelled: result.cancelled } },
    );
  }
  return settled(result);
}

function absent(id: string): never {
  throw new JobNotFoundError(`There is no batch '${id}': it never was, or its keep time is over.`, {
    details: { id },
  });
}
