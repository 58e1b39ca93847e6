import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { expectQueue } from "./names.ts";

const SCOPE = ["name", "order", "queues", "jobs"];
const CREATION_HOOKS = ["onCreating", "onCreated"];
const HOOKS = [
  ...CREATION_HOOKS,
  "onPerforming",
  "perform",
  "onPerformed",
  "onStateElection",
  "onStateApplied",
];

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
    const nth = `${call}: filters[${i}]`;
    const ok = typeof filter === "object" && filter !== null;
    expectOption(ok, call, `filters[${i}]`, filter, `an object with ${hooks.join(", ")}`);
    // A filter may be an instance of a class, with state and methods of its own: only what it enumerates can be a slip.
    if (Object.getPrototypeOf(filter) === Object.prototype)
      expectKnownOptions(nth, filter, [...SCOPE, ...hooks, ...(ofCall ? [] : ["stores"])]);
    const given = filter as Record<string, unknown>;
    for (const hook of hooks) {
      const fits = given[hook] === undefined || typeof given[hook] === "function";
      expectOption(fits, nth, hook, given[hook], "a function");
    }
    checkScope(nth, given);
  }
}

function checkScope(nth: string, { name, order, queues, jobs, stores }: Record<string, unknown>): void {
  const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
  expectOption(name === undefined || isText(name), nth, "name", name, "a text");
  expectOption(order === undefined || Number.isFinite(order), nth, "order", order, "a number");
  if (queues !== undefined) {
    expectOption(Array.isArray(queues), nth, "queues", queues, "a list of queue names");
    for (const queue of queues as unknown[]) expectQueue(nth, queue);
  }
  if (jobs !== undefined) {
    const ok =
      Array.isArray(jobs) && jobs.every((job) => isText(job) || isText((job as { name?: unknown })?.name));
    expectOption(ok, nth, "jobs", jobs, "a list of definitions or of job names");
  }
  const okStores = stores === undefined || (Array.isArray(stores) && stores.every(isText));
  expectOption(okStores, nth, "stores", stores, "a list of names of your own object stores");
}
