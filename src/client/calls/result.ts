import { toError } from "../../errors/error-info.ts";
import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import {
  JobDeletedError,
  JobFailedError,
  JobNotFoundError,
  ResultTimeoutError,
} from "../../errors/job-errors.ts";
import { StorageFullError } from "../../errors/storage-errors.ts";
import type { Job } from "../../job/job.ts";
import { expectId } from "../../job/names.ts";
import { isFinal } from "../../job/state.ts";
import { type Duration, milliseconds } from "../../time/duration.ts";
import type { Waiting } from "./waiting.ts";

/** What `result` may be told. */
export interface ResultOptions {
  signal?: AbortSignal;
  timeout?: Duration;
}

/** @throws InvalidJobError */
export function resultOptions(id: string, options: ResultOptions): Pick<AwaitResult, "signal" | "timeout"> {
  const call = "result";
  expectId(call, id);
  const isObject = typeof options === "object" && options !== null;
  expectOption(isObject, call, "options", options, "{ signal, timeout }");
  expectKnownOptions(call, options, ["signal", "timeout"]);
  const { signal, timeout } = options;
  const isSignal = signal === undefined || typeof signal?.addEventListener === "function";
  expectOption(isSignal, call, "signal", signal, "an AbortSignal");
  return {
    ...(signal ? { signal } : {}),
    ...(timeout === undefined ? {} : { timeout: milliseconds(timeout, "result: timeout") }),
  };
}

export interface AwaitResult {
  id: string;
  waiting: Waiting;
  get: (id: string) => Promise<Job | undefined>;
  timeout?: number;
  signal?: AbortSignal;
}

/**
 * Waits until a job has ended, in whatever context it runs, and answers its handler's result.
 *
 * @throws JobFailedError JobDeletedError JobNotFoundError ResultTimeoutError StorageFullError (it
 * succeeded, and its result could not be kept) ClosedError, and the signal's reason
 */
export function awaitResult({ id, waiting, get, timeout, signal }: AwaitResult): Promise<unknown> {
  return waiting.wait<unknown>({
    id,
    concerns: ({ state }) => state === "removed" || isFinalState(state),
    async look() {
      const job = await get(id);
      if (!job) throw new JobNotFoundError(`There is no job '${id}'.`, { details: { id } });
      return isFinal(job.state) ? { answer: resultOf(job) } : undefined;
    },
    late: (ms) =>
      new ResultTimeoutError(`'${id}' has not ended within ${ms / 1_000} s; it goes on.`, {
        details: { id },
      }),
    ...(timeout === undefined ? {} : { timeout }),
    signal,
  });
}

function resultOf(job: Job): unknown {
  const details = { id: job.id };
  const reason = job.history.at(-1)?.reason;
  if (job.state === "succeeded" && job.shed?.includes("result")) {
    const message = `${job.displayName} (${job.id}) succeeded, but the storage was full: what it answered was not kept.`;
    throw new StorageFullError(message, { details: { ...details, shed: job.shed } });
  }
  if (job.state === "succeeded") return job.result;
  if (job.state === "failed") {
    const message = `${job.displayName} (${job.id}) failed: ${job.error?.message ?? reason ?? "no reason known"}`;
    throw new JobFailedError(message, { details, ...(job.error ? { cause: toError(job.error) } : {}) });
  }
  const message = `${job.displayName} (${job.id}) was deleted${reason === undefined ? "." : `: ${reason}`}`;
  throw new JobDeletedError(message, { details });
}

const isFinalState = (state: string): boolean =>
  state === "succeeded" || state === "failed" || state === "deleted";
