import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { definedOnly } from "../../job/defined-only.ts";
import type { AnyJobDefinition } from "../../job/definition.ts";
import type { FilterSet } from "../../job/filter-set.ts";
import { expectId, expectQueue } from "../../job/names.ts";
import { checkParts, duration, integer, type Rule, type Rules, trueOrFalse } from "../../job/option-rules.ts";
import { ENQUEUE_OPTIONS } from "../../job/options.ts";
import { recurringSnapshot } from "../../monitor/recurring-snapshot.ts";
import { beginEpoch } from "../../operations/begin-epoch.ts";
import { triggerRecurring } from "../../operations/fire-recurring.ts";
import { readRecurring } from "../../operations/reads/queries.ts";
import {
  pauseRecurring,
  type RecurringDeclaration,
  removeRecurring,
  saveRecurring,
} from "../../operations/recurring.ts";
import type { Platform } from "../../platform/platform.ts";
import { DEFAULT_MAX_CATCH_UP, DEFAULT_TOLERANCE, MOST_CATCH_UP } from "../../recurring/recurring-job.ts";
import { nextOccurrences, parseSchedule, type ScheduleInput } from "../../recurring/schedule.ts";
import type { Storage } from "../../storage/storage.ts";
import { milliseconds } from "../../time/duration.ts";
import { instant } from "../../time/instant.ts";
import type { RecurringClient, RecurringOptions } from "../api/recurring-api.ts";
import { Creation, type Creator, throughFilters } from "../calls/creation.ts";
import { prepareTemplate } from "../calls/prepare.ts";
import { changeSchedule, jobRule, misfireRule, overlapRule } from "./recurring-change.ts";

/** Read where it is used, and refused there. */
const readLater: Rule = () => {};
const RULES: Rules = {
  timeZone: readLater,
  misfire: misfireRule,
  queue: (call, _, queue) => expectQueue(call, queue),
  startAt: readLater,
  endAt: readLater,
  maxRuns: integer("1", 1),
  jitter: duration,
  overlap: overlapRule,
  paused: trueOrFalse,
  pausedUntil: readLater,
  dayMatch: readLater,
  maxCatchUp: integer(`1 to ${MOST_CATCH_UP}`, 1, MOST_CATCH_UP),
  tolerance: duration,
  job: jobRule,
};

const PREVIEW_OPTIONS = "id timeZone dayMatch startAt endAt count".split(" ");

export { wakeInterval } from "../../recurring/wake-interval.ts";

export interface RecurringParts {
  storage: Storage;
  platform: Pick<Platform, "clock">;
  newId: () => string;
  owner?: string;
  filters: FilterSet;
  creator?: Creator | undefined;
}

/** `jobs.recurring`: declares definitions; the job servers fire them. */
export function recurringClient({
  storage,
  platform: { clock },
  newId,
  owner,
  filters,
  creator,
}: RecurringParts): RecurringClient {
  const now = (): number => clock.now();
  let seed: Promise<string> | undefined;
  const read = async (id?: string): Promise<ReturnType<typeof recurringSnapshot>[]> =>
    (await storage.run(readRecurring, id === undefined ? {} : { id })).map(recurringSnapshot);
  // The store's own beginning sets this installation apart from others: `H` spreads over them.
  const seedOf = (): Promise<string> => {
    seed ??= storage.run(beginEpoch, { now: now() }).then(String);
    // A call that failed must not spoil the next.
    seed.catch(() => {
      seed = undefined;
    });
    return seed;
  };
  return {
    async addOrUpdate(id, job, args, schedule, options = {}) {
      const sown = await seedOf();
      // Its jobs are made inside a transaction, where nothing can be waited for: filters are asked when it is declared.
      await declareFiltered({ filters, creator, job, args, options }, async (given, own) => {
        const declaration = declare(id, job as AnyJobDefinition, given, schedule, own, now(), sown);
        // What a definition makes belongs to whoever declared it.
        if (owner !== undefined) declaration.options = { ...declaration.options, owner };
        await storage.run(saveRecurring, { now: now(), declaration });
        return id;
      });
    },
    change: (id, changes) => changeSchedule(storage, now(), seedOf, id, changes),
    async removeIfExists(id) {
      expectId("recurring.removeIfExists", id);
      return storage.run(removeRecurring, { now: now(), id });
    },
    async trigger(id, options = {}) {
      const call = "recurring.trigger";
      expectId(call, id);
      expectKnownOptions(call, options, ["asDue"]);
      const { asDue = false } = options;
      expectOption(typeof asDue === "boolean", call, "asDue", asDue, "true or false");
      return storage.run(triggerRecurring, { now: now(), id, jobId: newId(), asDue });
    },
    async pause(id, options = {}) {
      expectId("recurring.pause", id);
      expectKnownOptions("recurring.pause", options, ["until"]);
      const { until } = options;
      const at = until === undefined ? {} : { until: instant(until, "recurring.pause: until") };
      return storage.run(pauseRecurring, { now: now(), id, paused: true, ...at });
    },
    async resume(id) {
      expectId("recurring.resume", id);
      return storage.run(pauseRecurring, { now: now(), id, paused: false });
    },
    async get(id) {
      expectId("recurring.get", id);
      return (await read(id))[0];
    },
    list: () => read(),
    async upcoming(id, count = 5) {
      expectId("recurring.upcoming", id);
      const [record] = await storage.run(readRecurring, { id });
      if (!record || record.nextRunAt === undefined || (record.paused && record.pausedUntil === undefined))
        return [];
      const { schedule, nextRunAt, endAt = Infinity, maxRuns = Infinity, runCount } = record;
      const most = Math.min(expectCount("recurring.upcoming", count), maxRuns - runCount);
      const times = [nextRunAt, ...nextOccurrences(schedule, nextRunAt, most - 1)];
      return times.filter((time) => time <= endAt);
    },
    async preview(input, options = {}) {
      const call = "recurring.preview";
      expectKnownOptions(call, options, PREVIEW_OPTIONS);
      const { id = "preview", timeZone, dayMatch, startAt, endAt, count = 5 } = options;
      const start = startAt === undefined ? undefined : instant(startAt, `${call}: startAt`);
      const schedule = parseSchedule(input, {
        id,
        now: start ?? now(),
        // For `H` alone: what is else asked for is answered where storage is refused, too.
        ...(/\sh/i.test(` ${String(input)}`) ? { seed: await seedOf() } : {}),
        ...definedOnly({ timeZone, dayMatch }),
      });
      const from = start === undefined ? now() : Math.max(now(), start - 1);
      const end = endAt === undefined ? Infinity : instant(endAt, `${call}: endAt`);
      return nextOccurrences(schedule, from, expectCount(call, count)).filter((time) => time <= end);
    },
  };
}

async function declareFiltered(
  { filters, creator, job, args, options }: Pick<RecurringParts, "filters" | "creator"> & Declared,
  store: (args: unknown, options: RecurringOptions) => Promise<string>,
): Promise<void> {
  // Something that is no object is refused by whoever declares it.
  const { job: jobOptions = {}, queue } = options ?? {};
  const made = {
    call: "recurring.addOrUpdate",
    definition: job as AnyJobDefinition,
    args,
    options: queue === undefined ? jobOptions : { ...jobOptions, queue },
    creator,
  };
  const creation = Creation.of(filters, made);
  if (!creation) {
    await store(args, options);
    return;
  }
  const { queue: _queue, ...rest } = options;
  await throughFilters([creation], async () => [
    await store(creation.args, { ...rest, job: creation.options }),
  ]);
}

interface Declared {
  job: unknown;
  args: unknown;
  options: RecurringOptions;
}

function expectCount(call: string, count: number): number {
  const ok = Number.isInteger(count) && count >= 1 && count <= 1_000;
  expectOption(ok, call, "count", count, "an integer from 1 to 1000");
  return count;
}

function declare(
  id: string,
  job: AnyJobDefinition,
  args: unknown,
  input: ScheduleInput,
  options: RecurringOptions,
  now: number,
  seed: string,
): RecurringDeclaration {
  const call = "recurring.addOrUpdate";
  expectId(call, id);
  expectOption(typeof options === "object" && options !== null, call, "options", options, "an object");
  expectKnownOptions(call, options, Object.keys(RULES));
  checkParts(call, "", options as object as Record<string, unknown>, RULES, false);
  const { timeZone, misfire = "relaxed", queue, overlap = "allow", maxRuns, paused, dayMatch } = options;
  const { maxCatchUp = DEFAULT_MAX_CATCH_UP, tolerance = DEFAULT_TOLERANCE, jitter } = options;
  const { startAt, endAt, pausedUntil } = options;
  // A definition's jobs have ids of their own: a fixed one would let it run but once.
  const known = ENQUEUE_OPTIONS.filter((name) => name !== "id");
  const { resolved, value } = prepareTemplate(
    call,
    job,
    args,
    { ...options.job, ...(queue ? { queue } : {}) },
    known,
  );
  const start = startAt === undefined ? undefined : instant(startAt, `${call}: startAt`);
  const end = endAt === undefined ? undefined : instant(endAt, `${call}: endAt`);
  const inOrder = start === undefined || end === undefined || start <= end;
  expectOption(inOrder, call, "endAt", endAt, "an instant that is not before startAt");
  const until = pausedUntil === undefined ? undefined : instant(pausedUntil, `${call}: pausedUntil`);
  const isToCome = until! > now;
  const schedule = parseSchedule(input, {
    id,
    seed,
    // What is to begin later counts from there: `{ every: '1d' }` from nine o'clock comes at nine.
    now: start ?? now,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(dayMatch === undefined ? {} : { dayMatch }),
  });
  return {
    id,
    name: job.name,
    args: value,
    options: resolved,
    schedule,
    misfire,
    overlap,
    maxCatchUp,
    tolerance: milliseconds(tolerance),
    ...definedOnly({
      jitter: jitter === undefined ? undefined : milliseconds(jitter),
      startAt: start,
      endAt: end,
      maxRuns,
      // A page names the end of a pause at each of its starts. Once it has come it says nothing: what is stored counts.
      pausedUntil: isToCome ? until : undefined,
      paused: isToCome ? (paused ?? true) : until! <= now && paused ? undefined : paused,
    }),
  };
}
