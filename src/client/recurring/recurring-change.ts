import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { expectId } from "../../job/names.ts";
import { checkParts, oneOf, type Rule } from "../../job/option-rules.ts";
import { isPlain } from "../../job/plain-object.ts";
import { recurringSnapshot } from "../../monitor/recurring-snapshot.ts";
import { readRecurring } from "../../operations/reads/queries.ts";
import { type ChangeRecurringInput, changeRecurring } from "../../operations/recurring.ts";
import { parseSchedule } from "../../recurring/schedule.ts";
import type { Storage } from "../../storage/storage.ts";
import type { RecurringChanges } from "../api/recurring-api.ts";

/**
 * Gives a stored definition another schedule; answers whether there was one.
 *
 * @param seedOf what `H` spreads by
 * @throws InvalidScheduleError InvalidJobError
 */
export async function changeSchedule(
  storage: Storage,
  now: number,
  seedOf: () => Promise<string>,
  id: string,
  changes: RecurringChanges,
): Promise<boolean> {
  const input = checkChanges(id, changes);
  const [record] = await storage.run(readRecurring, { id });
  if (!record) return false;
  const known = recurringSnapshot(record);
  const { schedule: given, dayMatch = known.dayMatch, timeZone = known.timeZone } = changes;
  const schedule = parseSchedule(given, {
    id,
    now,
    seed: await seedOf(),
    timeZone,
    ...(dayMatch === undefined ? {} : { dayMatch }),
  });
  return storage.run(changeRecurring, { now, id, schedule, ...input });
}

/** How a definition makes up for what it has missed, and what it does while its last job runs. */
export const misfireRule: Rule = oneOf("relaxed", "strict", "ignore");
export const overlapRule: Rule = oneOf("allow", "skip", "replace");

/** What its jobs are made with; each by itself is checked with them. They are made beside each other, or not, by `overlap`. */
export const jobRule: Rule = (call, option, job) => {
  expectOption(isPlain(job), call, option, job, "an object");
  expectOption(
    job["unique"] === undefined,
    call,
    "job.unique",
    job["unique"],
    "none: use overlap: 'skip' or 'replace' instead",
  );
};

/** What of a definition may be changed; the schedule with all that belongs to it is read as one. */
const CHANGES = ["schedule", "timeZone", "dayMatch", "misfire", "overlap"];

function checkChanges(
  id: string,
  changes: RecurringChanges,
): Pick<ChangeRecurringInput, "misfire" | "overlap"> {
  const call = "recurring.change";
  expectId(call, id);
  const isObject = typeof changes === "object" && changes !== null;
  expectOption(isObject, call, "changes", changes, "{ schedule, timeZone?, dayMatch?, misfire?, overlap? }");
  expectKnownOptions(call, changes, CHANGES);
  checkParts(
    call,
    "",
    changes as object as Record<string, unknown>,
    { misfire: misfireRule, overlap: overlapRule },
    false,
  );
  const { misfire, overlap } = changes;
  return { ...(misfire ? { misfire } : {}), ...(overlap ? { overlap } : {}) };
}
