import { StorageUnavailableError } from "../errors/storage-errors.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../job/definition.ts";
import { createJobs, type DraftWithPayload } from "../operations/create-jobs.ts";
import type { Storage } from "../storage/storage.ts";
import type { ContinueOptions, TransactionClient, When } from "./client-api.ts";
import { dueAtOf, type Preparing, prepareContinuation, prepareJob } from "./prepare.ts";
import { settled } from "./submissions.ts";

/**
 * A client inside an app's own transaction. Everything is checked and copied before the first request, so that nothing
 * but requests of the transaction is waited for.
 */
export function transactionClient(
  storage: Storage,
  preparing: () => Preparing,
  transaction: IDBTransaction,
): TransactionClient {
  const one = async (prepared: DraftWithPayload): Promise<string> => {
    if (!storage.runWithin) throw new StorageUnavailableError("jobs.within needs IndexedDB.");
    const input = { now: preparing().now, groups: [[prepared]] };
    const [group] = await storage.runWithin(transaction, createJobs, input);
    return settled(group!)[0]!;
  };
  return {
    async enqueue(job: AnyJobDefinition, args?: unknown, options: EnqueueOptions = {}) {
      return one(prepareJob("within.enqueue", job, args, options, preparing()));
    },
    async schedule(job: AnyJobDefinition, args: unknown, when: When, options: EnqueueOptions = {}) {
      const now = preparing();
      const { draft, ...rest } = prepareJob("within.schedule", job, args, options, now);
      return one({ draft: { ...draft, dueAt: dueAtOf("within.schedule", when, now.now) }, ...rest });
    },
    async continueWith(
      parent: string | readonly string[],
      job: AnyJobDefinition,
      args?: unknown,
      given: ContinueOptions = {},
    ) {
      return one(prepareContinuation("within.continueWith", parent, job, args, given, preparing()));
    },
  };
}
