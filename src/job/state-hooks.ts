import type { Elected } from "./election.ts";
import type { StateCause } from "./filter.ts";
import type { JobRecord } from "./record.ts";
import type { HistoryEntry, JobState } from "./state.ts";

/** A change of a job's state, as an operation is about to store it. */
export interface StateChange {
  /** As it will be stored. */
  job: JobRecord;
  /** `undefined`: it is new. */
  from: JobState | undefined;
  cause: StateCause;
  now: number;
  /**
   * A call that can be refused: what a filter throws ends the operation. Otherwise it is reported and the change takes
   * place without that filter, since nobody is there to repeat it and no filter may hold a job up for ever.
   */
  refusable: boolean;
}

/** A row for a store of the app's own. */
export interface AppRow {
  store: string;
  value: unknown;
  key?: string | number;
}

/**
 * What a context's filters have to say to changes of state. It is called inside the transaction and answers at once: a
 * storage hands it to the operations it runs.
 */
export interface StateHooks {
  /** Where filters send the job instead, and what they want to travel with it; `undefined`: no opinion. */
  elect(change: StateChange): Elected | undefined;
  /** The change is made: rows to be committed with it. */
  applied(change: StateChange, state: JobState, entry: HistoryEntry): AppRow[];
}

/** A context's filters as its storage knows them. */
export interface StateFiltering {
  /** `undefined` while there are none. */
  readonly hooks: StateHooks | undefined;
  /** The app's own stores that a change of a job may be written to: its transaction must span them. */
  readonly stores: ReadonlySet<string>;
  /** Told of what went wrong where no call could be refused for it. */
  report(error: unknown): void;
}
