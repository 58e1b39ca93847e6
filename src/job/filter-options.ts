import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { expectQueue } from "./names.ts";
import { checkParts, isListOf, isText, must, type Rules } from "./option-rules.ts";

const hook = must((value) => typeof value === "function", "a function");
const CREATION_HOOKS: Rules = { onCreating: hook, onCreated: hook };
const HOOKS: Rules = {
  ...CREATION_HOOKS,
  onPerforming: hook,
  perform: hook,
  onPerformed: hook,
  onStateElection: hook,
  onStateApplied: hook,
};
const SCOPE: Rules = {
  name: must(isText, "a text"),
  order: must(Number.isFinite, "a number"),
  queues(nth, option, queues) {
    expectOption(Array.isArray(queues), nth, option, queues, "a list of queue names");
    for (const queue of queues as unknown[]) expectQueue(nth, queue);
  },
  jobs: must(
    (jobs) => isListOf(jobs, (job) => isText(job) || isText((job as { name?: unknown })?.name)),
    "a list of definitions or of job names",
  ),
};
const STORES: Rules = {
  stores: must((stores) => isListOf(stores, isText), "a list of names of your own object stores"),
};

/**
 * Checks a list of filters when it is given.
 *
 * @param ofCall they belong to one call, which sees nothing but the creation
 * @throws InvalidJobError
 */
export function expectFilters(call: string, filters: unknown, ofCall = false): void {
  expectOption(Array.isArray(filters), call, "filters", filters, "a list of filters");
  const hooks = ofCall ? CREATION_HOOKS : HOOKS;
  for (const [i, filter] of (filters as unknown[]).entries()) {
    const option = `filters[${i}]`;
    const nth = `${call}: ${option}`;
    const ok = typeof filter === "object" && filter !== null;
    expectOption(ok, call, option, filter, `an object with ${Object.keys(hooks).join(", ")}`);
    // A filter may be an instance of a class, with state and methods of its own: only what it enumerates can be a slip.
    if (Object.getPrototypeOf(filter) === Object.prototype)
      expectKnownOptions(nth, filter, Object.keys({ ...SCOPE, ...hooks, ...(ofCall ? {} : STORES) }));
    const rules = { ...hooks, ...SCOPE, ...STORES };
    checkParts(nth, "", filter as Record<string, unknown>, rules, false);
  }
}
