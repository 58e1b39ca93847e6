import { type Check, finite, list, optional, text } from "../job/check.ts";
import { instant, isId, isJobDraft, owner, queueLimits, recordFault } from "../job/record-shape.ts";
import { anything, dictionary, either, flag, integer, matching, oneOf, shape, yes } from "../job/shape.ts";
import { JOB_STATES } from "../job/state.ts";
import type { BatchDraft } from "../operations/create-batch.ts";
import type { StretchInput } from "../operations/reads/stretch.ts";
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

/** What each operation that a page may ask for takes. One without a line here is refused. */
export const OPERATION_INPUTS: Readonly<Record<string, Check>> = {
  "begin-epoch": input({ now: instant }),
  "change-recurring": input({
    now: instant,
    id: isId,
    schedule: isSchedule,
    misfire: optional(oneOf("relaxed", "strict", "ignore")),
    overlap: optional(oneOf("allow", "skip", "replace")),
  }),
  "cancel-batch": input({ now: instant, id: isId, reason: text(MANY) }),
  "change-state": input({
    now: instant,
    ids: list(isId, MANY),
    event: either(
      shape({ type: oneOf("requeued", "deleted"), reason }),
      shape({ type: oneOf("rescheduled"), at: instant, reason }),
    ),
    expected: optional(list(oneOf(...JOB_STATES), JOB_STATES.length)),
  }),
  "clear-batches": input({ now: instant, owner: optional(owner), after: optional(isId) }),
  "clear-jobs": input({
    now: instant,
    filter: shape({ owner: optional(owner), queue: optional(queue), state: optional(oneOf(...JOB_STATES)) }),
    after: optional(isId),
  }),
  "copy-job": input({
    now: instant,
    id: isId,
    newId: isId,
    queue: optional(matching(/^[a-z0-9_-]{1,64}$/)),
    args: optional(shape({ value: anything, large: flag })),
  }),
  "create-batch": input({
    now: instant,
    batches: list(shape(batch), MANY),
    jobs: list(shape({ draft: isJobDraft, payload: anything }), MANY),
    ownId: optional(yes),
    to: optional(shape({ id: isId, reopen: flag })),
  }),
  "create-jobs": input({
    now: instant,
    groups: list(list(shape({ draft: isJobDraft, payload: anything }), MANY), MANY),
  }),
  "begin-import": input({
    now: instant,
    sequence: integer(0),
    paused: list(queue, MANY),
    holds: list(shape({ name: hold, reason, at: instant }), MANY),
  }),
  "end-import": input({ now: instant }),
  "export-head": nothing,
  "export-page": input({ after: optional(isId) }),
  "import-definitions": input({ now: instant, definitions: list(isRecurringRecord, MANY) }),
  "import-jobs": input({
    now: instant,
    jobs: list(
      shape({
        record: (value) => recordFault(value) === undefined,
        payloads: list(shape({ id: text(1_000), value: anything }), MANY),
      }),
      MANY,
    ),
  }),
  "limit-queues": input({ now: instant, queues: dictionary(queue, either(oneOf(null), queueLimits), MANY) }),
  "pause-queue": input({ now: instant, queue, paused: flag }),
  "pause-recurring": input({ now: instant, id: isId, paused: flag, until: optional(instant) }),
  "read-batch": input({ id: isId }),
  "read-batch-place": input({ id: text(1_000) }),
  "read-batches": input({
    state: optional(oneOf("awaiting", "running", "succeeded", "failed", "deleted")),
    parentId: optional(isId),
    limit: integer(1, MANY),
    after: optional(finite),
  }),
  "read-heads": nothing,
  "read-hours": input({ from: finite, to: finite }),
  "read-job": input({ id: text(1_000) }),
  "read-limits": input({ limit: integer(1, MANY), after: optional(text(1_000)) }),
  "read-log": input({ id: isId }),
  "read-overview": nothing,
  "read-recurring": input({ id: optional(isId) }),
  "read-steps": input({ id: isId }),
  "read-stretch": input(stretch),
  "read-wakeups": nothing,
  "repair-awaiting": input({ now: instant }),
  "remove-recurring": input({ now: instant, id: isId }),
  "save-recurring": input({ now: instant, declaration: isRecurringDeclaration }),
  "set-hold": input({ now: instant, name: hold, reason, held: flag }),
  "trigger-recurring": input({ now: instant, id: isId, jobId: isId }),
  wipe: input({ now: instant }),
  "waive-preferences": input({ now: instant, ids: list(isId, MANY) }),
};
