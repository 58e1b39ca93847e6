import type { JobClient } from "../client/client-api.ts";
import { expectOption } from "../errors/expect-option.ts";
import type { ClaimedJob } from "../operations/advance.ts";
import { readJob } from "../operations/queries.ts";
import type { Storage } from "../storage/storage.ts";
import type { JobContext, ParentOutcome } from "./handler.ts";
import type { ProgressBook } from "./progress-book.ts";

export interface ContextParts {
  claimed: ClaimedJob;
  signal: AbortSignal;
  storage: Storage;
  client: (createdBy: string) => JobClient;
  progress: ProgressBook;
  deadline: number | undefined;
}

/** What a handler gets beside its arguments. */
export async function jobContext(parts: ContextParts): Promise<JobContext> {
  const { claimed, signal, storage, progress } = parts;
  const { job, token } = claimed;
  const parents = job.parents
    ? await Promise.all(job.parents.map(({ id }) => parentOutcome(storage, id)))
    : [];
  let client: JobClient | undefined;
  return {
    id: job.id,
    name: job.name,
    queue: job.queue,
    attempt: job.attempts + 1,
    maxAttempts: job.maxAttempts,
    signal,
    scheduledFor: job.scheduledFor,
    recurringId: job.recurringId,
    parent: parents[0],
    parents,
    deadline: parts.deadline,
    get client() {
      client ??= parts.client(job.id);
      return client;
    },
    progress(fraction, message) {
      const ok = typeof fraction === "number" && fraction >= 0 && fraction <= 1;
      expectOption(ok, "context.progress", "fraction", fraction, "a number from 0 to 1");
      if (signal.aborted) return;
      progress.note(job.id, token, {
        fraction,
        ...(message === undefined ? {} : { message: String(message) }),
      });
    },
  };
}

async function parentOutcome(storage: Storage, id: string): Promise<ParentOutcome> {
  const { record, result } = await storage.run(readJob, { id });
  if (!record) return { id, state: "deleted" };
  const answer = record.resultPayload ? result : record.result;
  return {
    id,
    state: record.state,
    ...(answer === undefined ? {} : { result: answer }),
    ...(record.error ? { error: record.error } : {}),
  };
}
