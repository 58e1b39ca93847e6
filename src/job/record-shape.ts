import { type Check, finite, list, optional, text } from "./check.ts";
import type { JobDraft } from "./draft.ts";
import { isMeta } from "./meta.ts";
import { isPlain } from "./plain-object.ts";
import { DEFAULT_MAX_INTERRUPTIONS, type JobRecord } from "./record.ts";
import {
  anything,
  dictionary,
  either,
  integer,
  matching,
  oneOf,
  plainData,
  shape,
  tuple,
  yes,
} from "./shape.ts";
import { isFinal } from "./state.ts";

/** Longer than any title or reason a person would read; keeps a file from filling the store with one word. */
const LONG = 100_000;
const FAN_OUT = 100_000;

export const isId: Check = matching(/^[\x21-\x7e]{1,128}$/);
const jobName = matching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/);
const hold = matching(/^[\x20-\x7e]{1,64}$/);
export const owner: Check = (value) => text(256)(value) && value !== "";
/** Epoch milliseconds that a `Date` can hold. */
export const instant: Check = (value) => finite(value) && Math.abs(value as number) <= 8.64e15;
const span = (value: unknown): boolean => finite(value) && (value as number) >= 0;
const count = integer(0);
const final = ["succeeded", "failed", "deleted"] as const;
const stored = ["enqueued", "scheduled", "awaiting", ...final] as const;

const errorInfo = (depth: number): Check =>
  shape({
    name: text(LONG),
    message: text(LONG),
    stack: optional(text(LONG)),
    code: optional(either(text(LONG), finite)),
    status: optional(finite),
    cause: depth > 0 ? optional(errorInfo(depth - 1)) : (value) => value === undefined,
  });

const historyEntry = shape({
  state: oneOf(...stored, "processing"),
  at: instant,
  reason: optional(text(LONG)),
  data: optional(dictionary(text(100), plainData(4), 50)),
});

const limit = shape({
  id: matching(/^[cr]:[^\p{Cc}]{1,200}$/u),
  limit: integer(1, 10_000),
  per: optional(integer(1)),
  mode: optional(oneOf("sliding", "fixed")),
  strict: optional(yes),
  own: optional(yes),
});

/** What a queue is limited to. */
export const queueLimits: Check = shape({
  concurrency: optional(integer(1, 10_000)),
  rate: optional(shape({ limit: integer(1, 10_000), per: integer(1), mode: oneOf("sliding", "fixed") })),
});

/** Every property of a stored job, and what it may be. Whoever gives the record another says here what may come in. */
const RECORD: { readonly [K in keyof Required<JobRecord>]: Check } = {
  id: isId,
  name: jobName,
  queue: matching(/^[a-z0-9_-]{1,64}$/),
  priority: integer(-1_000_000, 1_000_000),
  state: oneOf(...stored),
  sequence: count,
  args: anything,
  payload: optional(yes),
  result: anything,
  resultPayload: optional(yes),
  attached: optional(yes),
  shed: optional(list(oneOf("result", "log"), 2)),
  error: optional(errorInfo(8)),
  attempts: count,
  // It may have been granted any number besides.
  maxAttempts: integer(1),
  granted: optional(integer(1)),
  interruptions: count,
  stuck: optional(count),
  suspicion: optional(integer(1, 9)),
  maxInterruptions: optional(integer(1)),
  retry: optional(
    shape({
      delay: either(oneOf("exponential", "custom"), list(span, 1_000)),
      jitter: span,
      exhausted: oneOf("fail", "delete"),
    }),
  ),
  timeout: optional(span),
  requires: optional(dictionary(text(30), either(text(30), oneOf(true, false)), 10)),
  prefers: optional(
    shape({
      needs: matching(/^[a-z]{1,26}$/),
      within: span,
      until: optional(instant),
      lapsed: optional(yes),
    }),
  ),
  keep: optional(shape(Object.fromEntries(final.map((state) => [state, optional(span)])))),
  tags: optional(list(text(LONG), 20)),
  displayName: optional(text(LONG)),
  createdAt: instant,
  createdBy: optional(isId),
  meta: optional(isMeta),
  owner: optional(owner),
  hold: optional(hold),
  runsIn: optional(oneOf("service-worker", "window", "worker")),
  version: optional(count),
  scheduledFor: optional(instant),
  startedAt: optional(instant),
  finishedAt: optional(instant),
  progress: optional(
    shape({
      fraction: (value) => finite(value) && (value as number) >= 0 && (value as number) <= 1,
      message: optional(text(LONG)),
    }),
  ),
  history: list(historyEntry, 50),
  parents: optional(list(shape({ id: isId, met: oneOf(true, false) }), FAN_OUT)),
  on: optional(oneOf(...final, "finished")),
  children: optional(list(isId, FAN_OUT)),
  releaseDelay: optional(span),
  recurringId: optional(isId),
  unique: optional(
    shape({
      key: text(LONG),
      of: optional(text(LONG)),
      while: either(oneOf("enqueued", "unfinished"), instant),
    }),
  ),
  redact: optional(list(text(1_000), 1_000)),
  ready: optional(tuple(text(LONG), finite, finite)),
  list: optional(tuple(oneOf(...stored), finite, finite)),
  retries: optional(tuple(finite, finite)),
  uniqueKey: optional(text(LONG)),
  own: optional(text(1_000)),
  batch: optional(tuple(isId, count)),
  was: optional(oneOf("succeeded")),
  better: optional(instant),
  expires: optional(instant),
  limits: optional(list(limit, 2)),
  depth: optional(integer(1, 2)),
  slot: optional(yes),
};

/** Properties by which a record is found; where they come from outside they are made anew. */
export const INDEX_FIELDS = ["ready", "list", "retries", "uniqueKey", "better", "expires"] as const;

/** What is wrong with a value that should be a job's record, in a few words; `undefined`: nothing. */
export function recordFault(value: unknown): string | undefined {
  if (!isPlain(value)) return "it is no object";
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(RECORD, key));
  if (unknown !== undefined) return `'${unknown}' is no property of a job`;
  const wrong = Object.keys(RECORD).find(
    (key) => !RECORD[key as keyof JobRecord](Object.hasOwn(value, key) ? value[key] : undefined),
  );
  if (wrong !== undefined) return `its '${wrong}' can't be`;
  return contradiction(value as unknown as JobRecord);
}

/** Properties that are right each for itself and can't be so together. */
function contradiction(job: JobRecord): string | undefined {
  const {
    state,
    history,
    attempts,
    maxAttempts,
    granted = 0,
    stuck = 0,
    maxInterruptions = DEFAULT_MAX_INTERRUPTIONS,
  } = job;
  if (attempts > maxAttempts || granted >= maxAttempts) return "it has had more attempts than it is given";
  if (stuck > maxInterruptions) return "it was interrupted more often than it may be";
  if (isFinal(state) !== (job.finishedAt !== undefined)) return `it is ${state}, and its end says otherwise`;
  if (state === "failed" && !job.error) return "it failed without an error";
  if (state === "scheduled" && job.scheduledFor === undefined) return "it is scheduled for no time";
  if (state === "awaiting" && !job.parents?.some(({ met }) => !met)) return "it awaits nothing";
  if (history.at(-1)?.state !== state || history[0]?.at !== job.createdAt)
    return "its history is another job's";
  return undefined;
}

/** What a draft says in the same words as the record that is made of it. */
const SHARED = [
  ...(["id", "name", "queue", "priority", "args", "payload", "maxAttempts", "maxInterruptions"] as const),
  ...(["retry", "timeout", "requires", "prefers", "keep", "tags", "displayName", "createdBy"] as const),
  ...(["runsIn", "version", "on", "releaseDelay", "owner", "meta", "hold", "unique", "redact"] as const),
  ...(["recurringId", "limits"] as const),
] as const;

/** What a draft has besides. */
const OWN: { readonly [K in Exclude<keyof JobDraft, (typeof SHARED)[number]>]-?: Check } = {
  ownId: optional(yes),
  dueAt: optional(instant),
  calledAt: optional(instant),
  parents: optional(list(isId, FAN_OUT)),
  batchId: optional(isId),
  onConflict: optional(oneOf("keep", "replace", "reject")),
};

/** Whether a value is a job that is to be stored. */
export const isJobDraft: Check = shape({
  ...OWN,
  ...Object.fromEntries(SHARED.map((name) => [name, RECORD[name]])),
});
