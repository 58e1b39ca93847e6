import { type Check, finite, list, optional, text } from "../job/check.ts";
import { instant, isId, isJobDraft } from "../job/record-shape.ts";
import { anything, dictionary, either, flag, integer, oneOf, plainData, shape, yes } from "../job/shape.ts";
import { MOST_AHEAD, type RecurringRecord, type RecurringRun } from "./recurring-job.ts";

const span: Check = (value) => finite(value) && (value as number) >= 0;

const run: { readonly [K in keyof Required<RecurringRun>]: Check } = {
  plannedAt: instant,
  startedAt: optional(instant),
  jobId: optional(isId),
  outcome: optional(text(100)),
  lateness: optional(finite),
  wokenBy: optional(text(1_000)),
  missed: optional(integer(0)),
  dropped: optional(integer(0)),
  manual: optional(flag),
};

/** A schedule as it is stored. */
export const isSchedule: Check = either(
  shape({
    kind: oneOf("cron"),
    cron: text(1_000),
    timeZone: text(100),
    dayMatch: oneOf("or", "and"),
    seed: text(1_000),
  }),
  shape({ kind: oneOf("every"), every: integer(1), anchor: finite, anchored: optional(yes) }),
);

/** Every property of a stored definition, and what it may be. */
const RECORD: { readonly [K in keyof Required<RecurringRecord>]: Check } = {
  id: isId,
  name: text(100),
  args: anything,
  options: dictionary(text(100), plainData(4), 50),
  schedule: isSchedule,
  misfire: oneOf("relaxed", "strict", "ignore"),
  tolerance: span,
  maxCatchUp: integer(1, 1_000),
  overlap: oneOf("allow", "skip", "replace"),
  jitter: optional(span),
  startAt: optional(instant),
  endAt: optional(instant),
  maxRuns: optional(integer(1)),
  paused: flag,
  pausedUntil: optional(instant),
  nextRunAt: optional(instant),
  dueAt: optional(instant),
  base: finite,
  // Of one alone in what was exported before there was a list.
  ranAhead: optional(either(instant, list(instant, MOST_AHEAD))),
  runCount: integer(0),
  lastRunAt: optional(instant),
  lastJobId: optional(isId),
  error: optional(shape({ message: text(100_000), at: instant })),
  failures: integer(0),
  runs: list(shape(run), 20),
  createdAt: instant,
  updatedAt: instant,
};

/** Whether a value is a stored definition whose jobs could be made. */
export const isRecurringRecord: Check = (value) =>
  shape(RECORD)(value) && isJobDraft({ ...(value as { options: object }).options, id: "job" });

const { paused, ...declared } = RECORD;
const KEPT = [
  "base",
  "ranAhead",
  "runCount",
  "failures",
  "runs",
  "createdAt",
  "updatedAt",
  "nextRunAt",
  "dueAt",
  "error",
];

/** What `addOrUpdate` gives. */
export const isRecurringDeclaration: Check = shape({
  ...Object.fromEntries(Object.entries(declared).filter(([name]) => !KEPT.includes(name))),
  paused: optional(paused),
});
