import { expectOption } from "../errors/expect-option.ts";
import type { Monitor } from "../monitor/monitor-api.ts";
import type { Storage } from "../storage/storage.ts";
import type { BatchesClient } from "./batch-api.ts";
import { type Feature, waitingCalls } from "./feature.ts";
import type { Reading } from "./reading.ts";
import type { RecurringClient } from "./recurring-api.ts";

/** `jobs.monitor`, before what reads is there. */
export function monitorOf(reading: Feature<Reading>, storage: Storage): Monitor {
  if (reading.now) return reading.now.monitor;
  const monitor = { now: undefined, load: async () => (await reading.load()).monitor };
  return {
    ...waitingCalls<Monitor, Exclude<keyof Monitor, "subscribe">>(monitor, MONITOR),
    subscribe(listener) {
      expectOption(typeof listener === "function", "monitor.subscribe", "listener", listener, "a function");
      return storage.subscribe(listener);
    },
  };
}

/** `jobs.recurring`, before cron is there. */
export function recurringOf(recurring: Feature<RecurringClient>): RecurringClient {
  return recurring.now ?? waitingCalls<RecurringClient, keyof RecurringClient>(recurring, RECURRING);
}

/** `jobs.batches`, before what builds them is there. */
export const batchesOf = (batches: Feature<BatchesClient>): BatchesClient =>
  batches.now ?? waitingCalls<BatchesClient, keyof BatchesClient>(batches, BATCHES);

/** The calls of a monitor. */
export const MONITOR: Record<Exclude<keyof Monitor, "subscribe">, true> = {
  statistics: true,
  jobs: true,
  job: true,
  log: true,
  steps: true,
  queues: true,
  recurring: true,
  servers: true,
  fallen: true,
  unhandled: true,
  slowest: true,
  failures: true,
  storage: true,
  wakeups: true,
  holds: true,
  limits: true,
  batches: true,
  batch: true,
  pauseQueue: true,
  resumeQueue: true,
  limitQueue: true,
  history: true,
};

const RECURRING: Record<keyof RecurringClient, true> = {
  addOrUpdate: true,
  change: true,
  removeIfExists: true,
  trigger: true,
  pause: true,
  resume: true,
  get: true,
  list: true,
  upcoming: true,
  preview: true,
};

const BATCHES: Record<keyof BatchesClient, true> = { get: true, add: true, cancel: true };
