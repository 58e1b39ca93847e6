import type { JobClient } from "../client/api/client-api.ts";
import type { JobDefinition } from "../job/definition.ts";
import type { Job } from "../job/job.ts";
import type { JobState } from "../job/state.ts";
import { jobsOf } from "./jobs-of.ts";

/** What a matcher is called with: a test runtime, or any client. */
export type Received = JobClient | { readonly jobs: JobClient };

// biome-ignore lint/suspicious/noExplicitAny: a definition is invariant in both types, and any one will do here
type AnyDefinition = JobDefinition<any, any>;

/** What Vitest, Jest and others with `expect.extend` give a matcher, as far as it is used. */
export interface MatcherState {
  /** Whether it was asked with `.not`. */
  readonly isNot?: boolean;
  /** The test framework's own comparison. */
  equals(a: unknown, b: unknown): boolean;
}

/** What a matcher says. */
export interface MatcherAnswer {
  pass: boolean;
  /** Called when the test fails. */
  message: () => string;
}

/**
 * Matchers for `expect.extend(matchers)`, in Vitest, Jest or anything that has it. In Vitest, import
 * `slowmatch/testing/vitest` instead, which also brings the types. Each reads the store, so it must be awaited.
 *
 * @example await expect(runtime).toHaveEnqueued(sendWelcome, { userName: 'Ada' });
 */
export const matchers = {
  /** A job of this definition was made, to run now or later, whatever became of it; with equal arguments, if given. */
  toHaveEnqueued(
    this: MatcherState,
    received: Received,
    definition: AnyDefinition,
    ...args: [args?: unknown]
  ): Promise<MatcherAnswer> {
    const wanted = args.length > 0 ? `'${definition.name}' with ${shown(args[0])}` : `'${definition.name}'`;
    return matches(this, received, definition, `to have enqueued ${wanted}`, (job) =>
      args.length === 0 ? true : this.equals(job.args, args[0]),
    );
  },

  /** A job of this definition waits for its time; for the instant `at`, if given. */
  toHaveScheduled(
    this: MatcherState,
    received: Received,
    definition: AnyDefinition,
    at?: Date | number,
  ): Promise<MatcherAnswer> {
    const when = at === undefined ? "" : ` for ${new Date(at).toISOString()}`;
    return matches(
      this,
      received,
      definition,
      `to have scheduled '${definition.name}'${when}`,
      (job) => job.state === "scheduled" && (at === undefined || job.scheduledFor === Number(at)),
    );
  },

  /** This job, or any of this definition, has succeeded; with an equal result, if given. */
  toHaveSucceeded(
    this: MatcherState,
    received: Received,
    which: AnyDefinition | string,
    ...result: [result?: unknown]
  ): Promise<MatcherAnswer> {
    const wanted = result.length > 0 ? ` with ${shown(result[0])}` : "";
    return matches(
      this,
      received,
      which,
      `'${nameOf(which)}' to have succeeded${wanted}`,
      (job) => job.state === "succeeded" && (result.length === 0 || this.equals(job.result, result[0])),
    );
  },

  /** This job, or any of this definition, has failed for good; with such a message, if given. */
  toHaveFailed(
    this: MatcherState,
    received: Received,
    which: AnyDefinition | string,
    message?: string | RegExp,
  ): Promise<MatcherAnswer> {
    const wanted = message === undefined ? "" : ` with ${String(message)}`;
    return matches(this, received, which, `'${nameOf(which)}' to have failed${wanted}`, (job) => {
      const said = job.error?.message ?? "";
      const fits = message instanceof RegExp ? message.test(said) : said.includes(message ?? "");
      return job.state === "failed" && fits;
    });
  },

  /** This job, or any of this definition, is in this state. */
  toBeInState(
    this: MatcherState,
    received: Received,
    which: AnyDefinition | string,
    state: JobState,
  ): Promise<MatcherAnswer> {
    return matches(this, received, which, `'${nameOf(which)}' to be ${state}`, (job) => job.state === state);
  },
};

async function matches(
  { isNot = false }: MatcherState,
  received: Received,
  which: AnyDefinition | string,
  claim: string,
  fits: (job: Job) => boolean,
): Promise<MatcherAnswer> {
  const client = "jobs" in received ? received.jobs : received;
  const jobs: (Job | undefined)[] =
    typeof which === "string" ? [await client.get(which)] : await jobsOf(client, which);
  const there = jobs.filter((job): job is Job => job !== undefined);
  return {
    pass: there.some(fits),
    message: () =>
      [
        `Expected ${claim.startsWith("'") ? "" : "the jobs "}${isNot ? `not ${claim}` : claim}.`,
        there.length === 0 ? "There is no such job." : "There is:",
        ...there.slice(0, 10).map((job) => `  ${told(job)}`),
        ...(there.length > 10 ? [`  and ${there.length - 10} more`] : []),
      ].join("\n"),
  };
}

const nameOf = (which: AnyDefinition | string): string => (typeof which === "string" ? which : which.name);

const told = ({ name, state, args, result, error, waitingFor }: Job): string => {
  const more = [
    ...(result === undefined ? [] : [`result ${shown(result)}`]),
    ...(error === undefined ? [] : [`error "${error.message}"`]),
    ...waitingFor.map(({ detail }) => detail),
  ];
  return `${name}(${shown(args)}): ${state}${more.length === 0 ? "" : `, ${more.join(", ")}`}`;
};

function shown(value: unknown): string {
  if (value === undefined) return "";
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
