import type { JobFilter } from "../job/definition.ts";
import type { PerformedContext, PerformingContext } from "../job/filter.ts";
import { filterName } from "../job/filter-set.ts";
import type { AnyJobHandler, JobContext } from "./handler.ts";

/** A filter has cancelled the run; the message is the reason that the job's history gives. */
export class RunCancelled extends Error {}

/** A handler that throws before its first await must look like one that rejects. */
export async function perform(handler: AnyJobHandler, context: JobContext): Promise<unknown> {
  return handler.perform(context.args, context);
}

/**
 * Runs a handler within its filters, the outermost first. Each is told the end that those further in have come to, and
 * makes of it what those further out are told.
 *
 * @param aborted rejects when the attempt is ended from outside: filters hear of it although the handler goes on
 * @throws RunCancelled when one of them cancels the run, and whatever the handler or a filter throws
 */
export function throughFilters(
  filters: readonly JobFilter[],
  handler: AnyJobHandler,
  context: JobContext,
  aborted: Promise<never>,
): Promise<unknown> {
  let cancelled: RunCancelled | undefined;
  let asked: JobFilter | undefined;
  const performing: PerformingContext<never> = Object.create(context, {
    args: {
      get: () => context.args,
      set(args: unknown) {
        (context as { args: unknown }).args = args;
      },
    },
    cancel: {
      value(reason?: string) {
        const who = `Cancelled by ${asked ? filterName(asked) : "a filter"}`;
        cancelled ??= new RunCancelled(reason === undefined ? `${who}.` : `${who}: ${reason}`);
      },
    },
  });
  const run = async (at: number): Promise<unknown> => {
    const filter = filters[at];
    if (!filter) return Promise.race([perform(handler, context), aborted]);
    const inner = async (): Promise<unknown> => {
      asked = filter;
      await filter.onPerforming?.(performing);
      if (cancelled) throw cancelled;
      const next = (): Promise<unknown> => run(at + 1);
      return filter.perform ? filter.perform(performing, next) : next();
    };
    return filter.onPerformed ? told(filter, performing, inner) : inner();
  };
  return run(0);
}

async function told(
  filter: JobFilter,
  performing: PerformingContext<never>,
  inner: () => Promise<unknown>,
): Promise<unknown> {
  const end: Pick<PerformedContext, "result" | "error" | "handled" | "cancelled"> = {
    result: undefined,
    error: undefined,
    handled: false,
    cancelled: false,
  };
  let threw = false;
  try {
    end.result = await inner();
  } catch (error) {
    threw = true;
    Object.assign(end, { error, cancelled: error instanceof RunCancelled });
  }
  const context: PerformedContext<never> = Object.assign(Object.create(performing), end);
  await filter.onPerformed?.(context);
  // A cancelled run has no error that could be handled: it has been decided that the job does not run.
  if (threw && (end.cancelled || !context.handled)) throw end.error;
  return context.result;
}
