import type { JobProgress } from "./job.ts";

/** One running job in its server's lease. */
export interface LeaseEntry {
  id: string;
  /** Fencing token: higher for each claim of this server. An outcome must show it. */
  token: number;
  /** When it was claimed. */
  since: number;
  /** The number of this attempt, 1-based. */
  attempt: number;
  lane: string;
  /** Ids of its limits, of which it holds one place each. */
  limits?: readonly string[];
  /** How deep in line its record stood when it was claimed, and stands still; absent: in its lane. */
  depth?: number;
  /** Its record says that it keeps its place while it waits: there it is counted, not here. */
  slot?: true;
  /** Some other operation has rewritten the record since the claim; the finisher must read it again. */
  dirty?: true;
  /** The batch it is a member of. */
  batch?: string;
  progress?: JobProgress;
  /** It was claimed ahead of a free worker, and is not known to have begun. */
  ahead?: true;
  /** It has stored a step or a checkpoint: an interruption now is no sign of a job that harms its context. */
  advanced?: true;
  /** What woke the server that claimed it. */
  wokenBy?: string;
}

/**
 * All that one server runs: a single row, rewritten once for any number of claims and completions. A job is
 * `processing` exactly while it is listed in some row; a row dies with its server.
 */
export interface LeaseRow {
  server: string;
  /** The last token given out. */
  token: number;
  jobs: LeaseEntry[];
  seenAt: number;
  /** What its last claim found that it didn't announce: for whoever asks why a job waits. Absent: nothing. */
  found?: Findings;
}

/** What only a server itself can know, and only at the moment. */
export interface Findings {
  /** The signed-in user; empty: nobody. */
  owner?: string;
  /** Letters of what the device lacks, of what somebody waits for; see needs.ts. */
  lacks?: string;
}

/** A running job together with the row that lists it. */
export interface Running {
  row: LeaseRow;
  entry: LeaseEntry;
}

/** Which server runs which job. */
export function runningJobs(rows: readonly LeaseRow[]): Map<string, Running> {
  const running = new Map<string, Running>();
  for (const row of rows) for (const entry of row.jobs) running.set(entry.id, { row, entry });
  return running;
}
