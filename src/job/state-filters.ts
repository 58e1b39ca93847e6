import { expectOption, show } from "../errors/expect-option.ts";
import { FilterError } from "../errors/job-errors.ts";
import type { JobFilter } from "./definition.ts";
import type { Elected } from "./election.ts";
import type { Election, FilteredJob, StateAppliedContext, StateElectionContext } from "./filter.ts";
import { type FilterSet, filterName } from "./filter-set.ts";
import { expectMeta, type JobMeta, type MetaValue } from "./meta.ts";
import { expectQueue } from "./names.ts";
import type { JobRecord } from "./record.ts";
import type { HistoryEntry, JobState } from "./state.ts";
import type { AppRow, StateChange, StateFiltering, StateHooks } from "./state-hooks.ts";

/** The state hooks of a context's filters, as its storage calls them inside its transactions. */
export class StateFilters implements StateFiltering, StateHooks {
  readonly #filters: FilterSet;
  readonly report: (error: unknown) => void;
  readonly #clone: (value: unknown) => unknown;

  /**
   * @param report told of what a filter threw where no call could be refused for it
   * @param clone the platform's `structuredClone`
   */
  constructor(filters: FilterSet, report: (error: unknown) => void, clone: (value: unknown) => unknown) {
    this.#filters = filters;
    this.report = report;
    // A browser's own function refuses to be called as another object's method.
    this.#clone = (value) => clone(value);
  }

  get hooks(): StateHooks | undefined {
    return this.#filters.ofStates ? this : undefined;
  }

  get stores(): ReadonlySet<string> {
    return this.#filters.stores;
  }

  elect(change: StateChange): Elected | undefined {
    const filters = this.#filters.of(change.job).filter((filter) => filter.onStateElection);
    if (filters.length === 0) return undefined;
    const known = change.job.meta ?? {};
    let elected: Elected = {};
    for (const filter of filters) {
      // Each votes on a copy: what it did before it threw has not been.
      const vote = { ...elected };
      const call = electionCall(change, vote, known, this.#clone);
      if (this.#ask(filter, "onStateElection", change, () => filter.onStateElection?.(call))) elected = vote;
    }
    return elected.election || elected.meta ? elected : undefined;
  }

  applied(change: StateChange, state: JobState, entry: HistoryEntry): AppRow[] {
    const rows: AppRow[] = [];
    for (const filter of this.#filters.of(change.job)) {
      if (!filter.onStateApplied) continue;
      const written: AppRow[] = [];
      const context: StateAppliedContext = {
        ...common(change, this.#clone),
        state,
        entry: this.#clone(entry) as HistoryEntry,
        write: (store, value, key) => {
          const known = filter.stores?.includes(store) ?? false;
          expectOption(known, "context.write", "store", store, "one that the filter names in its stores");
          written.push({ store, value: this.#clone(value), ...(key === undefined ? {} : { key }) });
        },
      };
      if (this.#ask(filter, "onStateApplied", change, () => filter.onStateApplied?.(context)))
        rows.push(...written);
    }
    return rows;
  }

  /** Whether the filter had its say; what it throws ends a call that can be refused, and nothing else. */
  #ask(filter: JobFilter, hook: string, change: StateChange, call: () => unknown): boolean {
    let cause: unknown;
    try {
      const answer = call();
      const then: unknown = (answer as { then?: unknown } | null | undefined)?.then;
      if (typeof then !== "function") return true;
      // Nobody waits for it: what it comes to must not become an unhandled rejection.
      (answer as Promise<unknown>).then(undefined, () => {});
      cause = new TypeError("It answered a promise, and inside a transaction nothing can be waited for.");
    } catch (error) {
      cause = error;
    }
    const what = `${hook} of ${filterName(filter)} failed for '${change.job.name}' ${change.job.id}`;
    const message = cause instanceof Error ? cause.message : show(cause);
    const consequence = change.refusable ? "Nothing was changed." : "The change took place without it.";
    const details = { filter: filter.name, hook, id: change.job.id };
    const error = new FilterError(`${what}: ${message.replace(/\.?$/, ".")} ${consequence}`, {
      cause,
      details,
    });
    if (change.refusable) throw error;
    this.report(error);
    return false;
  }
}

function electionCall(
  change: StateChange,
  vote: Elected,
  known: JobMeta,
  clone: (value: unknown) => unknown,
): StateElectionContext {
  const { job } = change;
  return {
    ...common(change, clone, vote.meta ?? known),
    candidate: vote.election ? candidateOf(vote.election) : candidateNow(job),
    elect(election) {
      expectElection(election);
      vote.election = clone(election) as Election;
    },
    setMeta(key, value: MetaValue | undefined) {
      const { [key]: _old, ...rest } = vote.meta ?? known;
      const meta = value === undefined ? rest : { ...rest, [key]: value };
      expectMeta("context.setMeta", meta);
      vote.meta = clone(meta) as JobMeta;
    },
  };
}

const STATES = ["enqueued", "scheduled", "succeeded", "failed", "deleted"];

function expectElection(election: Election): void {
  const call = "context.elect";
  const ok = typeof election === "object" && election !== null && STATES.includes(election.state);
  expectOption(ok, call, "state", election?.state, STATES.map((state) => `'${state}'`).join(", "));
  if (election.state === "scheduled")
    expectOption(Number.isFinite(election.at), call, "at", election.at, "epoch milliseconds");
  if ("queue" in election && election.queue !== undefined) expectQueue(call, election.queue);
}

type Candidate = StateElectionContext["candidate"];

function candidateNow(job: JobRecord): Candidate {
  const reason = job.history.at(-1)?.reason;
  const dueAt = job.state === "scheduled" ? job.scheduledFor : undefined;
  return {
    state: job.state,
    ...(reason === undefined ? {} : { reason }),
    ...(dueAt === undefined ? {} : { dueAt }),
  };
}

const candidateOf = (election: Election): Candidate => ({
  state: election.state,
  ...(election.reason === undefined ? {} : { reason: election.reason }),
  ...(election.state === "scheduled" ? { dueAt: election.at } : {}),
});

function common(
  { job, from, cause, now }: StateChange,
  clone: (value: unknown) => unknown,
  meta: JobMeta = job.meta ?? {},
): Pick<StateElectionContext, "job" | "from" | "cause" | "now"> {
  return { job: viewOf(job, meta, clone), from, cause, now };
}

/** The parts of a record that filters may rely on; values are copied when they are looked at, so that a look changes nothing. */
function viewOf(job: JobRecord, meta: JobMeta, clone: (value: unknown) => unknown): FilteredJob {
  const { id, name, queue, priority, attempts, maxAttempts, createdAt, createdBy, owner, recurringId } = job;
  return {
    id,
    name,
    queue,
    priority,
    get args() {
      return clone(job.args);
    },
    get result() {
      return clone(job.result);
    },
    get error() {
      return clone(job.error) as FilteredJob["error"];
    },
    attempts,
    maxAttempts,
    createdAt,
    createdBy,
    owner,
    recurringId,
    tags: [...(job.tags ?? [])],
    meta: clone(meta) as JobMeta,
  };
}
