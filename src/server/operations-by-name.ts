import { type Check, finite, list, optional, text } from "../job/check.ts";
import { instant, isId, isJobDraft, owner, queueLimits, recordFault } from "../job/record-shape.ts";
import { anything, dictionary, either, flag, integer, matching, oneOf, shape, yes } from "../job/shape.ts";
import { JOB_STATES } from "../job/state.ts";
import { beginEpoch } from "../operations/begin-epoch.ts";
import { changeState } from "../operations/change-state.ts";
import { clearJobs } from "../operations/clear-jobs.ts";
import { copyJob } from "../operations/copy-job.ts";
import { type BatchDraft, createBatch } from "../operations/create-batch.ts";
import { createJobs } from "../operations/create-jobs.ts";
import { clearBatches } from "../operations/expire-batches.ts";
import { triggerRecurring } from "../operations/fire-recurring.ts";
import { setHold } from "../operations/holds.ts";
import { beginImport, endImport, importDefinitions, importJobs } from "../operations/import-jobs.ts";
import { limitQueues } from "../operations/limit-queue.ts";
import type { Operation } from "../operations/operation.ts";
import { pauseQueue } from "../operations/pause-queue.ts";
import { readLeftJobs } from "../operations/read-left-jobs.ts";
import { exportHead, exportPage } from "../operations/reads/export-page.ts";
import {
  readHeads,
  readHours,
  readJobs,
  readOverview,
  readRecurring,
  readStretch,
  readWakeups,
} from "../operations/reads/queries.ts";
import { readLog, readSteps } from "../operations/reads/read-attached.ts";
import { readBatch, readBatches, readBatchPlace } from "../operations/reads/read-batches.ts";
import { readLimits } from "../operations/reads/read-limits.ts";
import type { StretchInput } from "../operations/reads/stretch.ts";
import { changeRecurring, pauseRecurring, removeRecurring, saveRecurring } from "../operations/recurring.ts";
import { repairAwaiting } from "../operations/repair-awaiting.ts";
import { waivePreferences } from "../operations/waive-preferences.ts";
import { cancelBatch } from "../operations/walk-batch.ts";
import { wipe } from "../operations/wipe.ts";
import { isRecurringDeclaration, isRecurringRecord, isSchedule } from "../recurring/record-shape.ts";

/** Jobs created, or looked at, by one call: more than any page asks for at once. */
const MANY = 100_000;
const queue = matching(/^(\*|[a-z0-9_-]{1,64})$/);
const hold = matching(/^[\x20-\x7e]{1,64}$/);
const nothing: Check = (value) => value === undefined;
const repeated = optional(yes);
const reason = optional(text(MANY));

/** What else a call that is repeated carries. */
const input = (checks: Readonly<Record<string, Check>>): Check => shape({ ...checks, repeated });

const stretch: { readonly [K in keyof Required<StretchInput>]: Check } = {
  state: optional(oneOf(...JOB_STATES)),
  retries: optional(yes),
  batch: optional(text(1_000)),
  prefix: optional(text(1_000)),
  reverse: flag,
  limit: integer(1, MANY),
  after: optional(
    either(
      shape({ time: finite, sequence: finite }),
      shape({ since: finite, id: text(1_000) }),
      shape({ id: text(1_000) }),
      shape({ key: text(1_000) }),
    ),
  ),
};

const span: Check = (value) => finite(value) && (value as number) >= 0;
const batch: { readonly [K in keyof Required<BatchDraft>]: Check } = {
  id: isId,
  name: optional(text(1_000)),
  within: optional(isId),
  createdBy: optional(isId),
  owner: optional(owner),
  keep: optional(shape({ succeeded: optional(span), deleted: optional(span), failed: optional(span) })),
  parents: optional(list(isId, MANY)),
  on: optional(oneOf("succeeded", "failed", "deleted", "finished")),
};

/** What a page without a database of its own may ask of the worker, and of which shape: all that a client does. */
const ASKED: readonly [Operation<never, unknown>, accepts: Check][] = [
  [beginEpoch, input({ now: instant })],
  [
    changeRecurring,
    input({
      now: instant,
      id: isId,
      schedule: isSchedule,
      misfire: optional(oneOf("relaxed", "strict", "ignore")),
      overlap: optional(oneOf("allow", "skip", "replace")),
    }),
  ],
  [cancelBatch, input({ now: instant, id: isId, reason: text(MANY) })],
  [
    changeState,
    input({
      now: instant,
      ids: list(isId, MANY),
      event: either(
        shape({ type: oneOf("deleted"), reason }),
        shape({ type: oneOf("requeued"), reason, attempts: optional(oneOf("keep")) }),
        shape({ type: oneOf("rescheduled"), at: instant, reason }),
      ),
      expected: optional(list(oneOf(...JOB_STATES), JOB_STATES.length)),
    }),
  ],
  [clearBatches, input({ now: instant, owner: optional(owner), after: optional(isId) })],
  [
    clearJobs,
    input({
      now: instant,
      filter: shape({
        owner: optional(owner),
        queue: optional(queue),
        state: optional(oneOf(...JOB_STATES)),
      }),
      after: optional(isId),
    }),
  ],
  [
    copyJob,
    input({
      now: instant,
      id: isId,
      newId: isId,
      queue: optional(matching(/^[a-z0-9_-]{1,64}$/)),
      args: optional(shape({ value: anything, large: flag })),
    }),
  ],
  [
    createBatch,
    input({
      now: instant,
      batches: list(shape(batch), MANY),
      jobs: list(shape({ draft: isJobDraft, payload: anything }), MANY),
      ownId: optional(yes),
      to: optional(shape({ id: isId, reopen: flag })),
    }),
  ],
  [
    createJobs,
    input({
      now: instant,
      groups: list(list(shape({ draft: isJobDraft, payload: anything }), MANY), MANY),
    }),
  ],
  [
    beginImport,
    input({
      now: instant,
      sequence: integer(0),
      paused: list(queue, MANY),
      holds: list(shape({ name: hold, reason, at: instant }), MANY),
    }),
  ],
  [endImport, input({ now: instant })],
  [exportHead, nothing],
  [exportPage, input({ after: optional(isId) })],
  [importDefinitions, input({ now: instant, definitions: list(isRecurringRecord, MANY) })],
  [
    importJobs,
    input({
      now: instant,
      jobs: list(
        shape({
          record: (value) => recordFault(value) === undefined,
          payloads: list(shape({ id: text(1_000), value: anything }), MANY),
          isLate: flag,
        }),
        MANY,
      ),
    }),
  ],
  [limitQueues, input({ now: instant, queues: dictionary(queue, either(oneOf(null), queueLimits), MANY) })],
  [pauseQueue, input({ now: instant, queue, paused: flag })],
  [pauseRecurring, input({ now: instant, id: isId, paused: flag, until: optional(instant) })],
  [readBatch, input({ id: isId })],
  [readBatchPlace, input({ id: text(1_000) })],
  [
    readBatches,
    input({
      state: optional(oneOf("awaiting", "running", "succeeded", "failed", "deleted")),
      parentId: optional(isId),
      limit: integer(1, MANY),
      after: optional(finite),
    }),
  ],
  [readHeads, nothing],
  [readHours, input({ from: finite, to: finite })],
  [readJobs, input({ ids: list(text(1_000), MANY) })],
  [readLeftJobs, input({ ids: list(text(1_000), MANY), now: instant })],
  [readLimits, input({ limit: integer(1, MANY), after: optional(text(1_000)) })],
  [readLog, input({ id: isId })],
  [readOverview, nothing],
  [readRecurring, input({ id: optional(isId) })],
  [readSteps, input({ id: isId })],
  [readStretch, input(stretch)],
  [readWakeups, nothing],
  [repairAwaiting, input({ now: instant })],
  [removeRecurring, input({ now: instant, id: isId })],
  [saveRecurring, input({ now: instant, declaration: isRecurringDeclaration })],
  [setHold, input({ now: instant, name: hold, reason, held: flag })],
  [triggerRecurring, input({ now: instant, id: isId, jobId: isId, asDue: flag })],
  [wipe, input({ now: instant })],
  [waivePreferences, input({ now: instant, ids: list(isId, MANY) })],
];

export interface AskedOperation {
  operation: Operation<unknown, unknown>;
  accepts: Check;
}

export const CLIENT_OPERATIONS: ReadonlyMap<string, AskedOperation> = new Map(
  ASKED.map(([operation, accepts]) => [
    operation.name,
    { operation: operation as Operation<unknown, unknown>, accepts },
  ]),
);
