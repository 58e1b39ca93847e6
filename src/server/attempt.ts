import { InvalidJobError } from "../errors/call-errors.ts";
import { errorInfo, legible } from "../errors/error-info.ts";
import { JobTimeoutError, ShutdownError, UnreadableArgsError } from "../errors/job-errors.ts";
import type { FilterSet } from "../job/filter-set.ts";
import { isLarge, storable } from "../job/storable.ts";
import type { Outcome } from "../operations/claim/advance.ts";
import type { ClaimedJob } from "../operations/claim/take.ts";
import type { Platform } from "../platform/platform.ts";
import type { FreshNetwork } from "./fresh-network.ts";
import type { AnyJobHandler, JobContext } from "./handler.ts";
import { holdOf, outcomeOfError } from "./outcome.ts";
import { perform, RunCancelled, throughFilters } from "./performing.ts";

/** One run of a handler. */
export interface Attempt {
  readonly claimed: ClaimedJob;
  /** Says that its time is nearly over: the handler may store where it is and hand the job back. */
  warn(reason: Error): void;
  /** Ends it from outside; the handler's signal aborts with this reason. */
  abort(reason: Error): void;
  /** The same, but the job goes back to its line, and nothing is spent. */
  giveBack(reason: string): void;
  /** How it went; `undefined` when it was ended from outside and nothing is to be said of it. */
  readonly outcome: Promise<Outcome | undefined>;
}

export interface AttemptParts {
  handler: AnyJobHandler;
  filters: FilterSet;
  platform: Platform;
  network: FreshNetwork;
  contextFor: ContextFor;
}

/** Makes the context of one attempt. */
export type ContextFor = (
  claimed: ClaimedJob,
  signals: { signal: AbortSignal; ending: AbortSignal },
  release: Release,
) => Promise<JobContext>;

/** Ends an attempt from within: the job goes on later, at `until` at the earliest. Its promise never settles. */
export type Release = (reason: string, until?: number) => Promise<never>;

/**
 * Runs a handler once. It ends with the handler's answer, with its timeout, or with {@link Attempt.abort}, whichever
 * is first; an answer that comes later is dropped.
 */
export function attempt(
  claimed: ClaimedJob,
  { handler, filters, platform, network, contextFor }: AttemptParts,
): Attempt {
  const { job, token } = claimed;
  const controller = new AbortController();
  const ending = new AbortController();
  const signals = { signal: controller.signal, ending: ending.signal };
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
  });
  aborted.catch(() => {});
  let silent = false;
  let released: Outcome["event"] | undefined;
  const release: Release = (reason, until) => {
    released ??= { type: "released", reason, until };
    controller.abort(new ShutdownError(reason));
    return new Promise<never>(() => {});
  };
  const stopTimer =
    job.timeout === undefined
      ? undefined
      : platform.clock.setTimer(job.timeout, () => controller.abort(timedOut(job.name, job.timeout!)));
  const run = async (): Promise<Outcome | undefined> => {
    try {
      expectArgs(claimed);
      const context = await contextFor(migrated(handler, claimed), signals, release);
      controller.signal.throwIfAborted();
      const asked = filters.any ? filters.of(job) : [];
      const run =
        asked.length > 0 ? throughFilters(asked, handler, context, aborted) : perform(handler, context);
      const answer: unknown = await Promise.race([run, aborted]);
      return succeeded(claimed, answer);
    } catch (given) {
      if (silent) return undefined;
      const thrown = legible(given);
      if (released) return { job, token, event: released };
      if (thrown instanceof RunCancelled)
        return { job, token, event: { type: "deleted", reason: thrown.message } };
      const { clock, random, connectivity } = platform;
      const { isFresh } = network;
      const here = { now: clock.now(), random: random(), online: connectivity.online(), isFresh };
      return { job, token, event: outcomeOfError(thrown, job, handler, here), hold: holdOf(thrown) };
    } finally {
      stopTimer?.();
    }
  };
  return {
    claimed,
    warn: (reason) => ending.abort(reason),
    abort(reason) {
      silent = true;
      controller.abort(reason);
    },
    giveBack: (reason) => void release(reason),
    outcome: run(),
  };
}

function expectArgs({ job, unreadable }: ClaimedJob): void {
  if (unreadable === undefined) return;
  throw new UnreadableArgsError(
    `The arguments of '${job.name}' can't be read back from the database: ${unreadable} Enqueue it anew with them, or delete it.`,
  );
}

/** The arguments as the handler's version wants them. */
function migrated({ definition }: AnyJobHandler, claimed: ClaimedJob): ClaimedJob {
  const { version = 0, migrate } = definition;
  const from = claimed.job.version ?? 0;
  const args = ownArgs(claimed);
  return { ...claimed, args: migrate && from < version ? migrate(args, from) : args };
}

/** The record is written back when the run has ended: what a handler does to its arguments must not be in it. */
function ownArgs({ job, args }: ClaimedJob): unknown {
  return typeof args === "object" && args === job.args ? structuredClone(args) : args;
}

function succeeded({ job, token }: ClaimedJob, answer: unknown): Outcome {
  if (answer === undefined) return { job, token, event: { type: "succeeded" } };
  const check = storable(answer, structuredClone);
  if (!check.ok) {
    const where = check.path === "" ? "the result" : `result${check.path}`;
    const error = new InvalidJobError(
      `The handler of '${job.name}' answered something that can't be stored: ${where} is ${check.what}. Answer plain data.`,
      { details: { path: check.path } },
    );
    // The work is done; doing it again would only end here again.
    return { job, token, event: { type: "threw", error: errorInfo(error) } };
  }
  return isLarge(check.value)
    ? { job, token, event: { type: "succeeded", resultPayload: true }, payload: check.value }
    : { job, token, event: { type: "succeeded", result: check.value } };
}

function timedOut(name: string, timeout: number): JobTimeoutError {
  return new JobTimeoutError(`'${name}' ran longer than its timeout of ${timeout / 1_000} s.`, {
    details: { timeout },
  });
}
