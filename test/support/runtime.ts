import { onTestFinished } from "vitest";
import type { Job } from "../../src/job/job.ts";
import type { AnyJobHandler } from "../../src/server/handler.ts";
import { createTestRuntime, type TestRuntime, type TestRuntimeOptions } from "../../src/testing.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { NOON } from "./make-job.ts";

/** A runtime that begins at noon, has these handlers, and ends with the test. */
export function makeRuntime(
  handlers: readonly AnyJobHandler[] = [],
  options: Omit<TestRuntimeOptions, "handlers"> = {},
): TestRuntime {
  const runtime = createTestRuntime({ now: NOON, ...options, handlers });
  onTestFinished(() => runtime.close());
  return runtime;
}

/** The job, which must be there. */
export async function jobOf(runtime: TestRuntime, id: string): Promise<Job> {
  const job = await runtime.client.get(id);
  if (!job) throw new Error(`There is no job '${id}'.`);
  return job;
}

export async function stateOf(runtime: TestRuntime, id: string): Promise<string> {
  return (await jobOf(runtime, id)).state;
}

export const statesOf = (job: Job): string[] => job.history.map((line) => line.state);

/** Handlers that wait at a gate until the test opens it, and what they have seen. */
export interface Gate<T = void> {
  /** One for each handler that has come, in order. */
  readonly waiting: Deferred<T>[];
  readonly signals: AbortSignal[];
  pass(signal: AbortSignal): Promise<T>;
}

export function makeGate<T = void>(): Gate<T> {
  const waiting: Deferred<T>[] = [];
  const signals: AbortSignal[] = [];
  return {
    waiting,
    signals,
    pass(signal) {
      const gate = deferred<T>();
      waiting.push(gate);
      signals.push(signal);
      return gate.promise;
    },
  };
}
