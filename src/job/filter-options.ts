import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { expectQueue } from "./names.ts";
import { checkParts, isListOf, isText, must, type Rule, type Rules } from "./option-rules.ts";

/** What can be a filter's hook. */
export const hookRule: Rule = must((value) => typeof value === "function", "a function");

/** Which jobs a filter is asked about. */
export const SCOPE: Rules = {
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

const HOOKS = "onCreating onCreated onPerforming perform onPerformed onStateElection onStateApplied";

const FILTER: Rules = {
  ...Object.fromEntries(HOOKS.split(" ").map((hook) => [hook, hookRule])),
  ...SCOPE,
  stores: must((stores) => isListOf(stores, isText), "a list of names of your own object stores"),
};

/**
 * Checks a list of filters when it is given.
 *
 * @param rules what each may have
 * @throws InvalidJobError
 */
export function expectFilters(call: string, filters: unknown, rules: Rules = FILTER): void {
  expectOption(Array.isArray(filters), call, "filters", filters, "a list of filters");
  for (const [i, filter] of (filters as unknown[]).entries()) {
    const option = `filters[${i}]`;
    const nth = `${call}: ${option}`;
    const names = Object.keys(rules);
    const ok = typeof filter === "object" && filter !== null;
    expectOption(ok, call, option, filter, `an object with some of ${names.join(", ")}`);
    // A filter may be an instance of a class, with state and methods of its own: only what it enumerates can be a slip.
    if (Object.getPrototypeOf(filter) === Object.prototype) expectKnownOptions(nth, filter, names);
    checkParts(nth, "", filter as Record<string, unknown>, rules, false);
  }
}
