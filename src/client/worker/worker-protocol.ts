import type { ErrorInfo } from "../../errors/error-info.ts";
import { DEFAULT_DATABASE } from "../../storage/options.ts";
import type { RunOptions } from "../../storage/storage.ts";

/** What a page posts to the service worker, and the addresses it answers: one place for both sides. */
export type WorkerMessage =
  /** There is something to do. */
  | { slowmatch: "wake"; source: string }
  /** A newer version waits: take no more work, end or give back what runs, then answer on the port. */
  | { slowmatch: "drain" }
  /** The page has lost its own database: run this operation and answer on the port. */
  | { slowmatch: "run"; database: string; operation: string; input: unknown; options: RunOptions };

/** The answer to a `run`. */
export type RunAnswer = { result: unknown } | { error: ErrorInfo };

/** Below the worker's scope; the name is chosen so that no app has it. */
export const OWN_PATH = "__slowmatch/";
/** Answered with a {@link TickAnswer}. */
export const TICK_PATH: string = `${OWN_PATH}tick`;
/** The alarm's script: served by the worker itself, so that an app has one file to deploy. */
export const ALARM_PATH: string = `${OWN_PATH}alarm.js`;

/**
 * The alarm's address for a database: the usual one, or one with the name, so that pages of several namespaces don't share
 * an alarm that listens to one of them.
 */
export const alarmUrl = (scope: string, database: string): string => {
  const url = new URL(ALARM_PATH, scope);
  if (database !== DEFAULT_DATABASE) url.searchParams.set("database", database);
  return url.href;
};

/** Name of the lock that an alarm in a shared worker holds while it lives. */
export const alarmLock = (alarmUrl: string): string => `slowmatch-alarm:${alarmUrl}`;

/** Tag of the sync and periodic sync events that are answered. */
export const SYNC_TAG = "slowmatch";

/** What the alarm is told at each tick. */
export interface TickAnswer {
  /** Epoch milliseconds of the next thing that is due; `null`: nothing. */
  nextDue: number | null;
  /** Jobs run: the worker must be kept awake by short events. */
  busy: boolean;
  /** Name of the lock that the worker's server holds while it lives. */
  lock: string;
  /** Names of the locks of other servers that run jobs. */
  others: readonly string[];
}
