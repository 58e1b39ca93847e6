import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { expectOwner, expectQueue } from "../../job/names.ts";
import { JOB_STATES } from "../../job/state.ts";
import { type ClearFilter, clearJobs } from "../../operations/clear-jobs.ts";
import { clearBatches } from "../../operations/expire-batches.ts";
import { wipe } from "../../operations/wipe.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Storage } from "../../storage/storage.ts";

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

/** @throws InvalidJobError */
export function expectClearFilter(filter: ClearFilter & { namespace?: string }): void {
  const call = "clear";
  expectOption(
    typeof filter === "object" && filter !== null,
    call,
    "filter",
    filter,
    "{ owner, queue, state } or { namespace }",
  );
  expectKnownOptions(call, filter, ["owner", "queue", "state", "namespace"]);
  // `{ owner: user?.id }` with nobody signed in must not wipe everybody's.
  for (const [name, value] of Object.entries(filter)) {
    expectOption(value !== undefined, call, name, value, "a text; left out, it would match all");
  }
  const { owner, queue, state, namespace } = filter;
  const alone = namespace === undefined || (owner ?? queue ?? state) === undefined;
  expectOption(alone, call, "namespace", namespace, "alone: a namespace is wiped as a whole");
  if (owner !== undefined) expectOwner(call, owner);
  if (queue !== undefined) expectQueue(call, queue);
  if (state !== undefined) {
    expectOption(JOB_STATES.includes(state), call, "state", state, JOB_STATES.join(", "));
  }
}
