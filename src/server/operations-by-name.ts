import { beginEpoch } from "../operations/begin-epoch.ts";
import { changeState } from "../operations/change-state.ts";
import { clearJobs } from "../operations/clear-jobs.ts";
import { copyJob } from "../operations/copy-job.ts";
import { createBatch } from "../operations/create-batch.ts";
import { createJobs } from "../operations/create-jobs.ts";
import { clearBatches } from "../operations/expire-batches.ts";
import { triggerRecurring } from "../operations/fire-recurring.ts";
import { setHold } from "../operations/holds.ts";
import { beginImport, endImport, importDefinitions, importJobs } from "../operations/import-jobs.ts";
import { limitQueues } from "../operations/limit-queue.ts";
import type { Operation } from "../operations/operation.ts";
import { pauseQueue } from "../operations/pause-queue.ts";
import { exportHead, exportPage } from "../operations/reads/export-page.ts";
import {
  readHeads,
  readHours,
  readJob,
  readOverview,
  readRecurring,
  readStretch,
  readWakeups,
} from "../operations/reads/queries.ts";
import { readLog, readSteps } from "../operations/reads/read-attached.ts";
import { readBatch, readBatches, readBatchPlace } from "../operations/reads/read-batches.ts";
import { readLimits } from "../operations/reads/read-limits.ts";
import { changeRecurring, pauseRecurring, removeRecurring, saveRecurring } from "../operations/recurring.ts";
import { repairAwaiting } from "../operations/repair-awaiting.ts";
import { waivePreferences } from "../operations/waive-preferences.ts";
import { cancelBatch } from "../operations/walk-batch.ts";
import { wipe } from "../operations/wipe.ts";

/** Everything a client asks of its storage, by name: what a page without a database of its own may ask of the worker. */
export const CLIENT_OPERATIONS: ReadonlyMap<string, Operation<unknown, unknown>> = new Map(
  [
    beginEpoch,
    changeRecurring,
    cancelBatch,
    changeState,
    clearBatches,
    clearJobs,
    copyJob,
    createBatch,
    createJobs,
    limitQueues,
    pauseQueue,
    pauseRecurring,
    readBatch,
    readBatches,
    readBatchPlace,
    readHeads,
    readHours,
    readJob,
    readLimits,
    readLog,
    readOverview,
    readRecurring,
    readSteps,
    readStretch,
    readWakeups,
    removeRecurring,
    saveRecurring,
    setHold,
    triggerRecurring,
    waivePreferences,
    beginImport,
    endImport,
    exportHead,
    exportPage,
    importDefinitions,
    importJobs,
    repairAwaiting,
    wipe,
  ].map((operation) => [operation.name, operation as Operation<unknown, unknown>]),
);
