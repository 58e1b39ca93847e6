import type { ResolvedOptions } from "../job/record.ts";
import { isSameValue } from "../job/same-value.ts";
import { plan } from "../recurring/firing.ts";
import type { RecurringRecord } from "../recurring/recurring-job.ts";
import { sameSchedule } from "../recurring/schedule.ts";
import { answer, type Deciding, type Decision, get, type Operation } from "./operation.ts";
import { openWork } from "./work/work.ts";

/** What `addOrUpdate` gives: everything but what the scheduler itself keeps. */
export type RecurringDeclaration = Omit<
  RecurringRecord,
  | "paused"
  | "base"
  | "ranAhead"
  | "runCount"
  | "failures"
  | "runs"
  | "createdAt"
  | "updatedAt"
  | "nextRunAt"
  | "dueAt"
  | "error"
  | "options"
> & { paused?: boolean; options: Omit<ResolvedOptions, "id"> & { owner?: string } };

/**
 * Declares a definition, or changes it. An unchanged schedule keeps its next run, an overdue one included; a changed
 * one, or one that was broken, counts from now. Where nothing of it is new, nothing happens.
 */
export const saveRecurring: Operation<{ now: number; declaration: RecurringDeclaration }, void> = {
  name: "save-recurring",
  mode: "readwrite",
  tables: ["recurring", "counters", "leases"],
  *decide({ now, declaration }) {
    const known = yield* get("recurring", declaration.id);
    const paused = declaration.paused ?? known?.paused ?? false;
    const same = known !== undefined && sameSchedule(known.schedule, declaration.schedule);
    // A pause that ends by itself is not made endless by declaring the definition again, as every page load does.
    const until = declaration.pausedUntil ?? (paused && known?.paused ? known.pausedUntil : undefined);
    const record: RecurringRecord = {
      ...declaration,
      // Of two that are the same, the first has the anchor from which `{ every }` counts.
      schedule: same ? known.schedule : declaration.schedule,
      paused,
      ...(until === undefined ? {} : { pausedUntil: until }),
      base: known?.base ?? now,
      runCount: known?.runCount ?? 0,
      failures: 0,
      runs: known?.runs ?? [],
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
      ...(same && known.ranAhead !== undefined ? { ranAhead: known.ranAhead } : {}),
      ...(known?.lastRunAt === undefined ? {} : { lastRunAt: known.lastRunAt }),
      ...(known?.lastJobId === undefined ? {} : { lastJobId: known.lastJobId }),
    };
    const unchanged =
      same &&
      !known.error &&
      known.paused === paused &&
      known.pausedUntil === until &&
      known.startAt === record.startAt &&
      known.endAt === record.endAt &&
      known.maxRuns === record.maxRuns &&
      known.jitter === record.jitter;
    const times = unchanged ? timesOf(known) : { base: now, ...plan({ ...record, base: now }, now) };
    // Every page declares at its start what has been declared already: nothing is written, and nobody woken.
    if (known && isSameValue({ ...record, ...times, updatedAt: known.updatedAt }, known))
      return answer(undefined);
    const decision = saved({ ...record, ...times }, now);
    return known ? decision : yield* counted(decision, now, 1);
  },
};

export interface ChangeRecurringInput {
  now: number;
  id: string;
  schedule: RecurringRecord["schedule"];
  misfire?: RecurringRecord["misfire"];
  overlap?: RecurringRecord["overlap"];
}

/** Gives a definition another schedule and leaves the rest of it alone; it counts from now. */
export const changeRecurring: Operation<ChangeRecurringInput, boolean> = {
  name: "change-recurring",
  mode: "readwrite",
  tables: ["recurring"],
  *decide({ now, id, ...changes }) {
    const known = yield* get("recurring", id);
    if (!known) return answer(false);
    const { error: _error, nextRunAt: _next, dueAt: _due, ranAhead, ...rest } = known;
    const record: RecurringRecord = { ...rest, ...changes, base: now, failures: 0, updatedAt: now };
    if (ranAhead !== undefined && sameSchedule(known.schedule, changes.schedule)) record.ranAhead = ranAhead;
    return { ...saved({ ...record, ...plan(record, now) }, now), result: true };
  },
};

/** Pauses (for good or until an instant) or resumes a definition; a resumed one counts from now. */
export const pauseRecurring: Operation<
  { now: number; id: string; paused: boolean; until?: number },
  boolean
> = {
  name: "pause-recurring",
  mode: "readwrite",
  tables: ["recurring"],
  *decide({ now, id, paused: asked, until }) {
    const known = yield* get("recurring", id);
    if (!known) return answer(false);
    const paused = asked && !(until! <= now);
    const { pausedUntil: _until, nextRunAt: _next, dueAt: _due, ...rest } = known;
    const record: RecurringRecord = {
      ...rest,
      paused,
      base: now,
      updatedAt: now,
      ...(paused && until !== undefined ? { pausedUntil: until } : {}),
    };
    return { ...saved({ ...record, ...plan(record, now) }, now), result: true };
  },
};

/** Forgets a definition; jobs it has made stay. */
export const removeRecurring: Operation<{ now: number; id: string }, boolean> = {
  name: "remove-recurring",
  mode: "readwrite",
  tables: ["recurring", "counters", "leases"],
  *decide({ now, id }) {
    const known = yield* get("recurring", id);
    if (!known) return answer(false);
    const decision: Decision<boolean> = {
      changes: [{ kind: "delete", table: "recurring", key: id }],
      notices: [{ type: "recurring", id, at: now }],
      result: true,
    };
    return yield* counted(decision, now, -1);
  },
};

function* counted<Result>(decision: Decision<Result>, now: number, by: 1 | -1): Deciding<Decision<Result>> {
  const { totals } = yield* openWork(now);
  const value = { ...totals, recurring: totals.recurring + by };
  return { ...decision, changes: [...decision.changes, { kind: "put", table: "counters", value }] };
}

function saved(record: RecurringRecord, now: number): Decision<void> {
  return {
    changes: [{ kind: "put", table: "recurring", value: record }],
    notices: [
      {
        type: "recurring",
        id: record.id,
        at: now,
        ...(record.dueAt === undefined ? {} : { dueAt: record.dueAt }),
      },
    ],
    result: undefined,
  };
}

function timesOf({
  base,
  nextRunAt,
  dueAt,
}: RecurringRecord): Pick<RecurringRecord, "base" | "nextRunAt" | "dueAt"> {
  return {
    base,
    ...(nextRunAt === undefined ? {} : { nextRunAt }),
    ...(dueAt === undefined ? {} : { dueAt }),
  };
}
