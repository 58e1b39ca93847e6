import type { AnyJobDefinition, CreationFilter, FilterScope, JobFilter } from "./definition.ts";
import { expectFilters } from "./filter-options.ts";

/** The job a filter is asked about. */
export interface Asked {
  name: string;
  queue: string;
}

/**
 * The filters of one context: those the client or server was given, and those of the definitions and handlers it knows.
 * Answers which are to be asked about a job, the outermost first.
 */
export class FilterSet {
  readonly #own: readonly JobFilter[];
  readonly #ofJobs = new Map<string, readonly JobFilter[]>();
  /** Names of the app's stores into which any of them writes. */
  readonly stores: Set<string> = new Set<string>();
  /** There is one at all: what is asked first, so that a context without filters pays a look and no more. */
  any = false;
  /** One of them wants to be asked inside transactions. */
  ofStates = false;

  /** @throws InvalidJobError */
  constructor(call: string, filters: readonly JobFilter[] = []) {
    expectFilters(call, filters);
    this.#own = [...filters];
    this.#note(filters);
  }

  /** A definition with filters of its own was met: they are asked in this context from now on. */
  learn({ name, filters, aliases = [] }: AnyJobDefinition, ofHandler: readonly JobFilter[] = []): void {
    if (!filters && ofHandler.length === 0) return;
    const all = [...(filters ?? []), ...ofHandler];
    for (const each of [name, ...aliases]) this.#ofJobs.set(each, all);
    this.#note(all);
  }

  /** Those that are asked about a job in this context; all of them in their order. */
  of(job: Asked, ofCall: readonly CreationFilter<never>[] = []): readonly JobFilter[] {
    if (!this.any && ofCall.length === 0) return NONE;
    const all = [
      ...this.#own,
      ...(this.#ofJobs.get(job.name) ?? NONE),
      ...(ofCall as readonly FilterScope[]),
    ] as JobFilter[];
    return all.filter((filter) => covers(filter, job)).sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  }

  #note(filters: readonly JobFilter[]): void {
    if (filters.length > 0) this.any = true;
    for (const { stores = [], onStateElection, onStateApplied } of filters) {
      for (const store of stores) this.stores.add(store);
      if (onStateElection || onStateApplied) this.ofStates = true;
    }
  }
}

const NONE: readonly JobFilter[] = [];

function covers({ queues, jobs }: FilterScope, { name, queue }: Asked): boolean {
  if (queues && !queues.includes(queue)) return false;
  return !jobs || jobs.some((job) => (typeof job === "string" ? job : job.name) === name);
}

/** How a filter is named where something is said of it. */
export const filterName = ({ name }: FilterScope): string =>
  name === undefined ? "a filter" : `the filter '${name}'`;
