import { expectOption } from "../errors/expect-option.ts";
import { type ClearFilter, clearJobs } from "../operations/clear-jobs.ts";
import { clearBatches } from "../operations/expire-batches.ts";
import { wipe } from "../operations/wipe.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";

/** Removes the jobs that match, stretch by stretch; answers how many. */
export async function clearMatching(storage: Storage, clock: Clock, filter: ClearFilter): Promise<number> {
  let removed = 0;
  let after: string | undefined;
  do {
    const now = clock.now();
    const pass = await storage.run(clearJobs, { now, filter, ...(after === undefined ? {} : { after }) });
    removed += pass.removed;
    after = pass.next;
  } while (after !== undefined);
  if (filter.queue === undefined && filter.state === undefined)
    await clearEmptied(storage, clock, filter.owner);
  return removed;
}

/** Batches go with the last of their jobs. */
async function clearEmptied(storage: Storage, clock: Clock, owner: string | undefined): Promise<void> {
  const whose = owner === undefined ? {} : { owner };
  let after: string | undefined;
  do {
    const behind = after === undefined ? {} : { after };
    after = (await storage.run(clearBatches, { now: clock.now(), ...whose, ...behind })).next;
  } while (after !== undefined);
}

/** Wipes the store of a client that knows of no other namespace than the one it is in. */
export async function wipeOnly(storage: Storage, clock: Clock, namespace: string): Promise<number> {
  expectOption(namespace === "default", "clear", "namespace", namespace, "'default', the only one here");
  return storage.run(wipe, { now: clock.now() });
}
