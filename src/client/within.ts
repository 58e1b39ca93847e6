import { StorageUnavailableError } from "../errors/storage-errors.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../job/definition.ts";
import type { DraftWithPayload } from "../job/draft.ts";
import type { Preparing } from "../job/draft-of.ts";
import type { FilterSet } from "../job/filter-set.ts";
import { createJobs } from "../operations/create-jobs.ts";
import type { Platform } from "../platform/platform.ts";
import type { AppTransaction } from "../storage/options.ts";
import type { Storage } from "../storage/storage.ts";
import type { Parent } from "./api/batch-api.ts";
import type { ContinueOptions, JobRequest, When } from "./api/call-options.ts";
import type { TransactionClient } from "./api/client-api.ts";
import type { Creator } from "./calls/creation.ts";
import { create } from "./calls/enqueueing.ts";
import {
  continueRequest,
  enqueueRequest,
  manyRequests,
  type Request,
  scheduleRequest,
} from "./calls/requests.ts";
import { settled } from "./calls/submissions.ts";
import type { Features } from "./features.ts";
import { atHand } from "./parts/made-feature.ts";

interface TransactionParts {
  storage: Storage;
  platform: Pick<Platform, "clock">;
  filters: FilterSet;
  creator?: Creator;
  /** The client's end. */
  closing: AbortSignal;
  features: Pick<Features, "batches">;
}

/**
 * A client inside an app's own transaction. Everything is checked and copied before the first request, so that nothing
 * but requests of the transaction is waited for.
 */
export function transactionClient(
  { storage, platform, filters, creator, features, closing }: TransactionParts,
  preparing: () => Preparing,
  transaction: AppTransaction,
): TransactionClient {
  const submit = async (prepared: DraftWithPayload[]): Promise<string[]> => {
    if (!storage.runWithin) throw new StorageUnavailableError("jobs.within needs IndexedDB.");
    const input = { now: preparing().now, groups: [prepared] };
    const [group] = await storage.runWithin(transaction, createJobs, input);
    return settled(group!);
  };
  const one = async (request: Request): Promise<string> =>
    (await create({ filters, creator, atOnce: true }, [request], submit))[0]!;
  return {
    async enqueue(job: AnyJobDefinition, args?: unknown, options: EnqueueOptions = {}) {
      return one(enqueueRequest("within.enqueue", job, args, options, preparing()));
    },
    async schedule(job: AnyJobDefinition, args: unknown, when: When, options: EnqueueOptions = {}) {
      return one(scheduleRequest("within.schedule", job, args, when, options, preparing()));
    },
    async enqueueMany(requests: readonly JobRequest[]) {
      const all = manyRequests("within.enqueueMany", requests, preparing());
      return create({ filters, creator, atOnce: true }, all, submit);
    },
    async continueWith(
      parent: Parent | readonly Parent[],
      job: AnyJobDefinition,
      args?: unknown,
      given: ContinueOptions = {},
    ) {
      return one(continueRequest("within.continueWith", parent, job, args, given, preparing()));
    },
    async batch(build, options) {
      const { Batches } = atHand(
        features.batches,
        "within.batch",
        "Your transaction would end meanwhile: await jobs.ready before you open it.",
      );
      const { clock } = platform;
      const parts = { storage, clock, filters, creator, preparing, closing, transaction };
      return new Batches(parts).create(build, options);
    },
  };
}
