import type { EnqueueOptions, JobDefinition } from "../../job/definition.ts";
import type { ScheduleInput } from "../../recurring/schedule.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import type { Duration } from "../../time/duration.ts";
import type { InstantInput } from "../../time/moment.ts";

/** How a schedule is read, and what becomes of runs that were missed or overlap. */
export interface RecurringOptions {
  /** IANA name. Default `'UTC'`. `'device'`: wherever the device is. */
  timeZone?: string;
  /** Runs missed while nothing was awake: one for all (`relaxed`, default), one each (`strict`), none (`ignore`). */
  misfire?: "relaxed" | "strict" | "ignore";
  /** Of every job it makes. Default: its definition's. */
  queue?: string;
  /** No run before then. Default: none is held back. */
  startAt?: InstantInput;
  /** No run after then. Default: it goes on for ever. */
  endAt?: InstantInput;
  /** It ends after it has made so many jobs, 1 or more; skipped runs and those of `trigger` don't count. Default: never. */
  maxRuns?: number;
  /** Each run is put off by up to this much, always by the same amount for the same run. */
  jitter?: Duration;
  /** A run is due while the one before still goes on: `allow` (default), `skip` it, or `replace` (delete) the old one. */
  overlap?: "allow" | "skip" | "replace";
  /** Declared, but making no jobs until it is resumed. Default `false`; left out, a stored one stays as it is. */
  paused?: boolean;
  /** Paused until then; it goes on by itself. */
  pausedUntil?: InstantInput;
  /** Both day fields of a cron expression restricted: either may match (`'or'`, default, as crontab) or both must. */
  dayMatch?: "or" | "and";
  /** `strict`: at most this many missed runs are made up for. Default 100. */
  maxCatchUp?: number;
  /** `ignore`: a run late by at most this much still counts. Default 30 s. */
  tolerance?: Duration;
  /** Options of every job it makes, but for an id and a unique key: `overlap` says what becomes of a second one. */
  job?: Omit<EnqueueOptions, "id" | "unique">;
}

/** What of a recurring job is to be another. */
export type RecurringChanges = { schedule: ScheduleInput } & Pick<
  RecurringOptions,
  "timeZone" | "dayMatch" | "misfire" | "overlap"
>;

/** `jobs.recurring`. */
export interface RecurringClient {
  /**
   * Declares or changes a recurring job; safe to call at every start. An unchanged schedule keeps its next run, a
   * changed one counts from now.
   *
   * @throws InvalidScheduleError InvalidJobError
   */
  addOrUpdate<Args, Result>(
    id: string,
    job: JobDefinition<Args, Result>,
    args: NoInfer<Args>,
    schedule: ScheduleInput,
    options?: RecurringOptions,
  ): Promise<void>;
  /**
   * Gives a definition that is stored another schedule, and leaves its job, arguments and limits as they are; what is left out
   * stays. It counts from now. Answers whether there was one. An app that declares it again at its next start takes its own back.
   *
   * @throws InvalidScheduleError InvalidJobError
   */
  change(id: string, changes: RecurringChanges): Promise<boolean>;
  /** Answers whether there was one. Jobs it has already made stay. */
  removeIfExists(id: string): Promise<boolean>;
  /**
   * Runs it now and leaves the schedule alone; the new job's id, or `undefined` when there is no such definition. With
   * `asDue` it counts as the next occurrence, which is not run again when its time comes.
   *
   * @throws InvalidJobError
   * @example await jobs.recurring.trigger('nightly', { asDue: true }); // tonight's is done
   */
  trigger(id: string, options?: { asDue?: boolean }): Promise<string | undefined>;
  /** Makes no jobs until it is resumed, or until `until`. Answers whether there is one. Jobs it has made go on. */
  pause(id: string, options?: { until?: InstantInput }): Promise<boolean>;
  /** Goes on from now; nothing of the pause is made up for. Answers whether there is one. */
  resume(id: string): Promise<boolean>;
  /** One definition with its last 20 runs, or `undefined`. */
  get(id: string): Promise<RecurringJob | undefined>;
  /** All definitions, by id. */
  list(): Promise<RecurringJob[]>;
  /** The next planned times of a definition, at most `count` (default 5), and no more than it will run; none while it is paused for good. */
  upcoming(id: string, count?: number): Promise<number[]>;
  /**
   * Checks a schedule without storing it and answers its next times, at most `count` (default 5): what an edit form shows
   * while it is typed.
   *
   * @param options `id`: the definition's, for which an `H` stands for certain values
   * @throws InvalidScheduleError InvalidJobError
   */
  preview(
    schedule: ScheduleInput,
    options?: Pick<RecurringOptions, "timeZone" | "dayMatch" | "startAt" | "endAt"> & {
      id?: string;
      count?: number;
    },
  ): Promise<number[]>;
}
