import { expectKnownOptions } from "../../errors/expect-option.ts";
import { type AnyJobDefinition, defineJob, type EnqueueOptions } from "../../job/definition.ts";
import type { LeftCall } from "../../job/left-call.ts";
import { checkOptions, ENQUEUE_OPTIONS } from "../../job/options.ts";
import type { StoredRetry } from "../../job/record.ts";
import type { When } from "../api/call-options.ts";
import { dueAt } from "../calls/due-at.ts";

/** A job that is asked for. */
export interface Asked {
  job: AnyJobDefinition;
  args: unknown;
  options?: EnqueueOptions;
  when?: When;
}

interface Caller {
  now: number;
  newId: () => string;
  owner?: string | undefined;
}

/**
 * What calls ask for, as it can be left for whoever has the rules; `undefined`: they must wait for those. That is so where
 * one may be refused or answered with another id, where a filter is to be asked or a function says what limits it, and
 * where something is wrong with one, which whoever has the rules says best.
 */
export function leftCalls(requests: readonly Asked[], caller: Caller): LeftCall[] | undefined {
  try {
    const calls = requests.flatMap((request) => leftCall(request, caller) ?? []);
    return calls.length === requests.length ? calls : undefined;
  } catch {
    return undefined;
  }
}

function leftCall(request: Asked, { now, newId, owner }: Caller): LeftCall | undefined {
  expectKnownOptions("", request, ["job", "args", "options", "when"]);
  const { job, args, options = {}, when } = request;
  const { name, ...defaults } = job;
  // Who has made an object like one by hand hasn't had it checked.
  const definition = defineJob<unknown>(name, defaults);
  checkOptions(name, options, ENQUEUE_OPTIONS);
  const due = when === undefined ? undefined : dueAt(when, now);
  if (!job.queue || Number.isNaN(due) || isRuled(definition) || isRuled(options)) return undefined;
  const copy = structuredClone(args);
  const { displayName: title } = definition;
  // A title that is answered as `undefined` is as good as none: it isn't written.
  const titled = { displayName: (typeof title === "function" ? title(copy) : title) as string };
  return {
    id: options.id ?? newId(),
    definition: withoutFunctions<AnyJobDefinition>({ ...definition, ...titled }),
    args: copy,
    options: withoutFunctions(options),
    calledAt: now,
    ...(due === undefined ? {} : { dueAt: due }),
    ...(owner === undefined ? {} : { owner }),
  };
}

interface Ruling {
  unique?: object | undefined;
  filters?: { length: number } | undefined;
  concurrency?: object | undefined;
  rateLimit?: object | undefined;
}

const isRuled = ({ unique, filters, concurrency, rateLimit }: Ruling): boolean =>
  // What is no list is refused by whoever has the rules.
  Boolean(unique || (filters && filters.length !== 0)) || [concurrency, rateLimit].some(isByFunction);

const isByFunction = (limit: { key?: unknown } | undefined): boolean => typeof limit?.key === "function";

/** How a job is stored whose delay a function says. */
const A_FUNCTION: StoredRetry["delay"] = "custom";

/** Of options: all of them are such as JSON can say. */
const withoutFunctions = <Options>(options: Options): Options =>
  JSON.parse(JSON.stringify(options, (_, value) => (typeof value === "function" ? A_FUNCTION : value)));

/** What is asked for, its times as the moments that are meant, which are counted from the call; what is none stays as it is. */
export const atMoments = (requests: readonly Asked[], now: number): readonly Asked[] =>
  Array.isArray(requests) ? requests.map((asked) => atMoment(asked, now)) : requests;

function atMoment(asked: Asked, now: number): Asked {
  try {
    const at = asked.when && dueAt(asked.when, now);
    return at ? { ...asked, when: { at } } : asked;
  } catch {
    return asked;
  }
}
