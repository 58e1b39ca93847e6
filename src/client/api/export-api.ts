import type { JobState } from "../../job/state.ts";

/** Which jobs are exported; all conditions must hold. */
export interface ExportFilter {
  /** Of these alone. */
  ids?: readonly string[];
  /** Of this state alone. A running job counts as `enqueued`, since what runs it is not exported. */
  state?: JobState;
  /** Of this queue alone. */
  queue?: string;
  /** Of this definition alone. */
  name?: string;
  /** Of this owner alone; their recurring definitions are in it too. */
  owner?: string;
  /** Bytes up to which a Blob or a buffer is written; a larger one leaves a note. Default 65,536; `Infinity`: all. */
  largest?: number;
}

/** `jobs.export()`: await it for the whole text, or go through it for its pieces, of which none is large. */
export interface JobExport extends PromiseLike<string>, AsyncIterable<string> {}

/** What `jobs.import()` takes: an export as a text, its pieces, a Blob or stream of it, or the object it is the JSON of. */
export type ImportSource = string | object;

/** What becomes of jobs that were not at their end. */
export interface ImportOptions {
  /**
   * `true`: jobs that have not ended run, and recurring ones go on, as if they had been made here. Default `false`: they
   * wait for the hold `'imported'`, and recurring ones are paused. What is masked or left out waits in any case.
   */
  run?: boolean;
}

/** What an import took in. */
export interface ImportResult {
  /** Jobs that are new here. */
  jobs: number;
  /** Recurring definitions that are new here. */
  recurring: number;
  /** Jobs and definitions whose ids are here already. */
  skipped: number;
}
