import type { Schedule } from "./schedule.ts";

/** What happens with occurrences that nobody was awake for. */
export type Misfire =
  /** One run for all of them, at the latest one's planned time. */
  | "relaxed"
  /** A run for each, up to `maxCatchUp`. */
  | "strict"
  /** None, but for those late by no more than `tolerance`. */
  | "ignore";

/** What happens when an occurrence is due while the run before it isn't finished. */
export type Overlap = "allow" | "skip" | "replace";

/** Late by less than this, an occurrence counts as on time under `ignore`. A guess: twice a slow start of a worker. */
export const DEFAULT_TOLERANCE = 30_000;
/** Runs that `strict` makes up for at most, so that a year asleep isn't a flood. */
export const DEFAULT_MAX_CATCH_UP = 100;
/** The most that may be asked for: jobs made in one transaction that a page's own writes wait for. */
export const MOST_CATCH_UP = 1_000;
/** Occurrences that may be run ahead of their time; who asks for more has a run besides the schedule. A guess. */
export const MOST_AHEAD = 100;
/** Runs a definition remembers. */
export const RUNS_KEPT = 20;

/** A recurring job as it is stored. Instants are epoch milliseconds. */
export interface RecurringRecord {
  id: string;
  /** The job definition's name. */
  name: string;
  args: unknown;
  /** Stored job options for the jobs it creates; not looked into here. */
  options: unknown;
  schedule: Schedule;
  misfire: Misfire;
  /** Milliseconds; see `DEFAULT_TOLERANCE`. Only `ignore` reads it. */
  tolerance: number;
  /** See `DEFAULT_MAX_CATCH_UP`. */
  maxCatchUp: number;
  overlap: Overlap;
  /** Milliseconds below which each occurrence is put off, by a stable amount of its own; absent: not at all. */
  jitter?: number;
  /** No occurrence before this; one at exactly this counts. */
  startAt?: number;
  /** No occurrence after this; one at exactly this counts. */
  endAt?: number;
  /** Jobs created by the schedule until it ends; those triggered by hand don't count. */
  maxRuns?: number;
  /** Nothing runs; what would have is not made up for. */
  paused: boolean;
  /** The pause ends here by itself; without it, when somebody resumes. */
  pausedUntil?: number;
  /** Planned time of the next occurrence; absent when there is none, or while paused for good. */
  nextRunAt?: number;
  /**
   * When the scheduler must look at it: the next occurrence with its jitter, the end of a pause, or the next try after
   * an error. Absent when it never must, so that the index holds only what can be due.
   */
  dueAt?: number;
  /** Occurrences count from here, not including it: creation, last change, or the last occurrence considered. */
  base: number;
  /** Planned times of occurrences that somebody has run before they came, `MOST_AHEAD` at most; they aren't run again. */
  ranAhead?: number[];
  /** Jobs the schedule has created. */
  runCount: number;
  lastRunAt?: number;
  lastJobId?: string;
  /** Why it could not be scheduled, since when it hasn't been. */
  error?: { message: string; at: number };
  /** Failures in a row to schedule it; see `backOff`. */
  failures: number;
  /** The last `RUNS_KEPT`, newest last. */
  runs: RecurringRun[];
  createdAt: number;
  updatedAt: number;
}

/** One run of a recurring job. */
export interface RecurringRun {
  /** The occurrence's own time; for a run by hand, the moment of the trigger. */
  plannedAt: number;
  /** When its job was made, epoch milliseconds; absent for a run that was passed over. */
  startedAt?: number;
  /** The job it made; absent for a run that was passed over. */
  jobId?: string;
  /** The state in which its job ended, or why there was none; absent while it goes on. */
  outcome?: string;
  /** Milliseconds from the planned time to the job's creation. */
  lateness?: number;
  /** Which wake-up found it due. */
  wokenBy?: string;
  /** Earlier occurrences that got no run of their own (`relaxed`, `ignore`). */
  missed?: number;
  /** Earlier occurrences beyond `maxCatchUp` (`strict`). */
  dropped?: number;
  /** Triggered by hand. */
  manual?: boolean;
}
