import { expectOption } from "../errors/expect-option.ts";
import { type ClearFilter, clearJobs } from "../operations/clear-jobs.ts";
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
  return removed;
}

/** Wipes the store of a client that knows of no other namespace than the one it is in. */
export async function wipeOnly(storage: Storage, clock: Clock, namespace: string): Promise<number> {
  expectOption(namespace === "default", "clear", "namespace", namespace, "'default', the only one here");
  return storage.run(wipe, { now: clock.now() });
}
