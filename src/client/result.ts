import { toError } from "../errors/error-info.ts";
import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import {
  JobDeletedError,
  JobFailedError,
  JobNotFoundError,
  ResultTimeoutError,
} from "../errors/job-errors.ts";
import { StorageFullError } from "../errors/storage-errors.ts";
import type { Job } from "../job/job.ts";
import { expectId } from "../job/names.ts";
import { isFinal } from "../job/state.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";
import { type Duration, milliseconds } from "../time/duration.ts";

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
  storage: Storage;
  clock: Clock;
  get: (id: string) => Promise<Job | undefined>;
  timeout?: number;
  signal?: AbortSignal;
}

/**
 * Waits until a job has ended, in whatever context it runs, and answers its handler's result.
 *
 * @throws JobFailedError JobDeletedError JobNotFoundError ResultTimeoutError StorageFullError (it
 * succeeded, and its result could not be kept), and the signal's reason
 */
export function awaitResult({ id, storage, clock, get, timeout, signal }: AwaitResult): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const settle = (finish: () => void): void => {
      for (const stop of stops.splice(0)) stop();
      finish();
    };
    const look = (): void => {
      get(id).then(
        (job) => {
          if (!job)
            settle(() => reject(new JobNotFoundError(`There is no job '${id}'.`, { details: { id } })));
          else if (isFinal(job.state)) settle(() => end(job, resolve, reject));
        },
        (error: unknown) => settle(() => reject(error)),
      );
    };
    if (signal?.aborted) return reject(signal.reason);
    // Listening before looking: an end between the two would be missed the other way round.
    stops.push(
      storage.subscribe((notices) => {
        const concerns = notices.some(
          (notice) =>
            notice.type === "many" ||
            (notice.type === "job" &&
              notice.id === id &&
              (notice.state === "removed" || isFinalState(notice.state))),
        );
        if (concerns) look();
      }),
    );
    if (timeout !== undefined) {
      const late = new ResultTimeoutError(`'${id}' has not ended within ${timeout / 1_000} s; it goes on.`, {
        details: { id },
      });
      stops.push(clock.setTimer(timeout, () => settle(() => reject(late))));
    }
    if (signal) {
      const aborted = (): void => settle(() => reject(signal.reason));
      signal.addEventListener("abort", aborted, { once: true });
      stops.push(() => signal.removeEventListener("abort", aborted));
    }
    look();
  });
}

function end(job: Job, resolve: (result: unknown) => void, reject: (error: Error) => void): void {
  const details = { id: job.id };
  const reason = job.history.at(-1)?.reason;
  if (job.state === "succeeded" && job.shed?.includes("result")) {
    const message = `${job.displayName} (${job.id}) succeeded, but the storage was full: what it answered was not kept.`;
    reject(new StorageFullError(message, { details: { ...details, shed: job.shed } }));
  } else if (job.state === "succeeded") resolve(job.result);
  else if (job.state === "failed") {
    const message = `${job.displayName} (${job.id}) failed: ${job.error?.message ?? reason ?? "no reason known"}`;
    reject(new JobFailedError(message, { details, ...(job.error ? { cause: toError(job.error) } : {}) }));
  } else {
    const message = `${job.displayName} (${job.id}) was deleted${reason === undefined ? "." : `: ${reason}`}`;
    reject(new JobDeletedError(message, { details }));
  }
}

const isFinalState = (state: string): boolean =>
  state === "succeeded" || state === "failed" || state === "deleted";
