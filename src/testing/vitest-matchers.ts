import { expect } from "vitest";
import type { JobDefinition } from "../job/definition.ts";
import type { JobState } from "../job/state.ts";
import { matchers } from "./matchers.ts";

/** What `expect(runtime)` and `expect(jobs)` can be asked. Each answers a promise: await it. */
export interface JobMatchers {
  /** A job of this definition was made, to run now or later, whatever became of it; with equal arguments, if given. */
  toHaveEnqueued<Args, Result>(definition: JobDefinition<Args, Result>, args?: unknown): Promise<void>;
  /** A job of this definition waits for its time; for the instant `at`, if given. */
  toHaveScheduled<Args, Result>(definition: JobDefinition<Args, Result>, at?: Date | number): Promise<void>;
  /** This job, or any of this definition, has succeeded; with an equal result, if given. */
  toHaveSucceeded<Args, Result>(which: JobDefinition<Args, Result> | string, result?: unknown): Promise<void>;
  /** This job, or any of this definition, has failed for good; with such a message, if given. */
  toHaveFailed<Args, Result>(
    which: JobDefinition<Args, Result> | string,
    message?: string | RegExp,
  ): Promise<void>;
  /** This job, or any of this definition, is in this state. */
  toBeInState<Args, Result>(which: JobDefinition<Args, Result> | string, state: JobState): Promise<void>;
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: the parameter and its default must be as Vitest declares them
  interface Matchers<T = any> extends JobMatchers {}
}

expect.extend(matchers);
