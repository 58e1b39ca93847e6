import type { EnqueueOptions, JobDefinition } from "../../job/definition.ts";
import type { ContinuationCondition } from "../../job/state.ts";
import type { Duration } from "../../time/duration.ts";
import type { InstantInput } from "../../time/moment.ts";

/** When a scheduled job is due: after a delay, or at an instant. One in the past means at once. */
export type When = { delay: Duration; at?: never } | { at: InstantInput; delay?: never } | Date;

/** The arguments after the definition: `args` may be left out where the job takes none. */
export type ArgsThen<Args, Rest extends unknown[]> = [Args] extends [void]
  ? [args?: undefined, ...rest: Rest]
  : [args: Args, ...rest: Rest];

/** One job of `enqueueMany`. */
export interface JobRequest<Args = unknown> {
  // biome-ignore lint/suspicious/noExplicitAny: a definition is invariant in its result, which plays no part here
  job: JobDefinition<Args, any>;
  /** Left out, or `undefined`, where the job takes none. */
  args: NoInfer<Args>;
  /** Override the definition's, for this one. */
  options?: EnqueueOptions<NoInfer<Args>>;
  /** Default: at once. */
  when?: When;
}

/** Options of a continuation: those of every job, and when it runs. */
export interface ContinueOptions<Args = never> extends EnqueueOptions<Args> {
  /** How the parent must have ended. Default `'succeeded'`. */
  on?: ContinuationCondition;
  /** How long it waits once the condition is met. Default: it runs at once. */
  delay?: Duration;
}
