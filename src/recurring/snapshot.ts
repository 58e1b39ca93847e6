import type { RecurringRun } from "./recurring-job.ts";

/** A recurring definition as it was at one moment: plain data. Instants are epoch milliseconds. */
export interface RecurringJob {
  id: string;
  name: string;
  args: unknown;
  queue: string;
  /** Names or paths of the properties of `args` that are masked where a person looks. */
  redact?: string[];
  /** The expression as it was given; absent for `{ every }`. */
  cron?: string;
  /** How its two day fields are joined where both are restricted; absent for `{ every }`. */
  dayMatch?: "or" | "and";
  /** Milliseconds between runs; absent for cron. */
  every?: number;
  timeZone: string;
  misfire: "relaxed" | "strict" | "ignore";
  overlap: "allow" | "skip" | "replace";
  paused: boolean;
  /** The pause ends by itself then. */
  pausedUntil?: number;
  startAt?: number;
  endAt?: number;
  maxRuns?: number;
  /** Jobs its schedule has made. */
  runCount: number;
  nextRunAt?: number;
  lastRunAt?: number;
  lastJobId?: string;
  /** Why it can't be scheduled, if it can't. */
  error?: { message: string; at: number };
  /** The last 20, oldest first. */
  runs: RecurringRun[];
  createdAt: number;
}
