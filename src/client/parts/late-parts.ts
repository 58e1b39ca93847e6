import { expectOption } from "../../errors/expect-option.ts";
import type { Monitor } from "../../monitor/monitor-api.ts";
import type { BatchesClient } from "../api/batch-api.ts";
import type { RecurringClient } from "../api/recurring-api.ts";
import { type Coming, waitingCalls } from "./feature.ts";

/** `jobs.monitor`, before what reads is there. */
export const monitorOf = (monitor: Coming<Monitor>, subscribe: Monitor["subscribe"]): Monitor =>
  monitor.now ?? {
    ...waitingCalls(
      monitor,
      "statistics jobs job log steps queues recurring servers fallen unhandled slowest failures storage wakeups holds limits batches batch pauseQueue resumeQueue limitQueue history",
    ),
    subscribe(listener) {
      expectOption(typeof listener === "function", "monitor.subscribe", "listener", listener, "a function");
      return subscribe(listener);
    },
  };

/** `jobs.recurring`, before cron is there. */
export const recurringOf = (recurring: Coming<RecurringClient>): RecurringClient =>
  recurring.now ??
  waitingCalls(recurring, "addOrUpdate change removeIfExists trigger pause resume get list upcoming preview");

/** `jobs.batches`, before what builds them is there. */
export const batchesOf = (batches: Coming<BatchesClient>): BatchesClient =>
  waitingCalls(batches, "get add cancel");
