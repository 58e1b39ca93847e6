import { elected } from "../../job/election.ts";
import type { Transition } from "../../job/enter.ts";
import type { StateCause } from "../../job/filter.ts";
import type { JobRecord } from "../../job/record.ts";
import type { HistoryEntry, JobState } from "../../job/state.ts";
import type { StateChange, StateHooks } from "../../job/state-hooks.ts";
import type { Change } from "../operation.ts";

/**
 * Causes that are not put to the vote: what a person deletes stays deleted, and a job that keeps killing its context is
 * stopped, whatever a filter thinks of it.
 */
const DECIDED: ReadonlySet<StateCause> = new Set<StateCause>(["deleted", "interrupted"]);

/** The filters of the context that runs an operation, asked about each change of a job that the operation makes. */
export class AskedFilters {
  readonly #hooks: StateHooks;
  readonly #now: number;
  readonly #refusable: boolean;
  readonly #rows: Change[] = [];

  constructor(hooks: StateHooks, now: number, refusable: boolean) {
    this.#hooks = hooks;
    this.#now = now;
    this.#refusable = refusable;
  }

  /** What filters make of a change that is about to be stored. */
  elected(from: JobState | undefined, cause: StateCause, candidate: Transition): Transition {
    if (DECIDED.has(cause) || isStill(from, cause, candidate.job)) return candidate;
    const choice = this.#hooks.elect(this.#change(from, cause, candidate.job));
    return choice ? elected(candidate, choice, this.#now) : candidate;
  }

  /** A change has been made. */
  tell(from: JobState | undefined, cause: StateCause, job: JobRecord): void {
    const entry = job.history.at(-1);
    if (entry && !isStill(from, cause, job)) this.#tell(this.#change(from, cause, job), job.state, entry);
  }

  tellClaim(job: JobRecord, attempt: number): void {
    const entry: HistoryEntry = { state: "processing", at: this.#now, data: { attempt } };
    this.#tell(this.#change(job.state, "claimed", job), "processing", entry);
  }

  /** The rows filters have written, once: they belong to the operation's decision. */
  take(): Change[] {
    return this.#rows.splice(0);
  }

  #change(from: JobState | undefined, cause: StateCause, job: JobRecord): StateChange {
    return { job, from, cause, now: this.#now, refusable: this.#refusable };
  }

  #tell(change: StateChange, state: JobState, entry: HistoryEntry): void {
    for (const row of this.#hooks.applied(change, state, entry)) {
      this.#rows.push({ kind: "put-app", ...row, refusable: change.refusable });
    }
  }
}

/** One of several parents has ended: the job goes on waiting for the others, and no line of history is written. */
function isStill(from: JobState | undefined, cause: StateCause, job: JobRecord): boolean {
  return cause === "parent-settled" && job.state === from;
}
