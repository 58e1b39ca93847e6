import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { expectId } from "../../job/names.ts";
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

function checkChanges(
  id: string,
  changes: RecurringChanges,
): Pick<ChangeRecurringInput, "misfire" | "overlap"> {
  const call = "recurring.change";
  expectId(call, id);
  const isObject = typeof changes === "object" && changes !== null;
  expectOption(isObject, call, "changes", changes, "{ schedule, timeZone?, dayMatch?, misfire?, overlap? }");
  expectKnownOptions(call, changes, ["schedule", "timeZone", "dayMatch", "misfire", "overlap"]);
  const { misfire, overlap } = changes;
  if (misfire !== undefined) expectMisfire(call, misfire);
  if (overlap !== undefined) expectOverlap(call, overlap);
  return { ...(misfire ? { misfire } : {}), ...(overlap ? { overlap } : {}) };
}

export function expectMisfire(call: string, misfire: string): void {
  const ok = ["relaxed", "strict", "ignore"].includes(misfire);
  expectOption(ok, call, "misfire", misfire, "'relaxed', 'strict' or 'ignore'");
}

export function expectOverlap(call: string, overlap: string): void {
  const ok = ["allow", "skip", "replace"].includes(overlap);
  expectOption(ok, call, "overlap", overlap, "'allow', 'skip' or 'replace'");
}
