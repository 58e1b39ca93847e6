import type { JobFilter } from "../job/definition.ts";
import type { PerformedContext, PerformingContext } from "../job/filter.ts";
import { guarded } from "../platform/guarded.ts";
import type { Logger } from "../platform/logger.ts";
import { say } from "../platform/say.ts";
import { measureSpan, timelineNow } from "../platform/timeline.ts";

/** Outside of every other filter, so that what they take and what they make of it is seen too. */
const OUTERMOST = -1_000_000;

/**
 * A filter that puts every attempt on the performance timeline: DevTools shows them in a track of their own, one line a
 * queue. Costs some microseconds an attempt.
 *
 * @example serve({ handlers, filters: [timeline()] })
 */
export function timeline(): JobFilter {
  const watch = stopwatch();
  return {
    name: "slowmatch:timeline",
    order: OUTERMOST,
    onPerforming: watch.begin,
    onPerformed(context) {
      const { id, name, queue, attempt } = context;
      const start = watch.end(context);
      const failed = context.error !== undefined && !context.handled;
      const properties: [string, string][] = [
        ["id", id],
        ["attempt", String(attempt)],
      ];
      // Nothing that is only looked at may fail a job.
      guarded(() =>
        measureSpan(name, start, { track: queue, color: failed ? "error" : "primary", properties }),
      );
    },
  };
}

/** A filter that tells a logger of every attempt: its begin and a good end at `debug`, an error at `warn`. */
export function logAttempts(logger: Logger): JobFilter {
  const watch = stopwatch();
  return {
    name: "slowmatch:log",
    order: OUTERMOST,
    onPerforming(context) {
      watch.begin(context);
      say(logger, "debug", `${context.name} begins.`, factsOf(context));
    },
    onPerformed(context) {
      const duration = timelineNow() - watch.end(context);
      const facts = { ...factsOf(context), duration };
      if (context.cancelled) say(logger, "info", `${context.name} was cancelled by a filter.`, facts);
      else if (context.error === undefined || context.handled)
        say(logger, "debug", `${context.name} has ended.`, facts);
      else if (context.signal.aborted)
        say(logger, "info", `${context.name} was ended from outside.`, { ...facts, reason: context.error });
      else say(logger, "warn", `${context.name} threw an error.`, { ...facts, error: context.error });
    },
  };
}

const factsOf = ({ id, name, queue, attempt, maxAttempts }: PerformingContext): Record<string, unknown> => ({
  id,
  name,
  queue,
  attempt,
  maxAttempts,
});

/** When each run began, by the object that its filters share. */
function stopwatch(): {
  begin: (context: PerformingContext) => void;
  end: (context: PerformedContext) => number;
} {
  const begun = new WeakMap<object, number>();
  return {
    begin: ({ items }) => void begun.set(items, timelineNow()),
    end: ({ items }) => begun.get(items) ?? timelineNow(),
  };
}
