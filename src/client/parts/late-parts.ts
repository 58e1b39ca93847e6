import { expectOption } from "../../errors/expect-option.ts";
import type { Monitor } from "../../monitor/monitor-api.ts";
import type { BatchesClient } from "../api/batch-api.ts";
import type { RecurringClient } from "../api/recurring-api.ts";
import { copied } from "../calls/prepare.ts";
import { type Coming, waitingCalls } from "./feature.ts";

/** `jobs.monitor`, before what reads is there. */
export const monitorOf = (monitor: Coming<Monitor>, subscribe: Monitor["subscribe"]): Monitor =>
  monitor.now ?? {
    ...waitingCalls<Monitor, Exclude<keyof Monitor, "subscribe">>(monitor, MONITOR),
    subscribe(listener) {
      expectOption(typeof listener === "function", "monitor.subscribe", "listener", listener, "a function");
      return subscribe(listener);
    },
  };

/** `jobs.recurring`, before cron is there. */
export function recurringOf(recurring: Coming<RecurringClient>): RecurringClient {
  if (recurring.now) return recurring.now;
  const calls = waitingCalls<RecurringClient, keyof RecurringClient>(recurring, RECURRING);
  return {
    ...calls,
    // They are copied as those of a job are: whatever they are made of.
    addOrUpdate: async (id, job, args, ...rest) =>
      calls.addOrUpdate(id, job, copied(`recurring.addOrUpdate('${job?.name}')`, args) as never, ...rest),
  };
}

/** `jobs.batches`, before what builds them is there. */
export const batchesOf = (batches: Coming<BatchesClient>): BatchesClient =>
  batches.now ?? waitingCalls<BatchesClient, keyof BatchesClient>(batches, BATCHES);

/** The calls of a monitor. */
const MONITOR: Record<Exclude<keyof Monitor, "subscribe">, true> = {
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
