import { isFinal } from "../../src/job/state.ts";
import type { AnyJobHandler } from "../../src/server/handler.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { faults, type Store, storeOf, undone } from "./audit.ts";

/**
 * What is wrong after everything has died at once and left this store, and one new context has come and had an hour:
 * empty when all that was stored is there and has ended, or is held back by what somebody wants.
 */
export async function aftermath(
  store: Store,
  now: number,
  handlers: readonly AnyJobHandler[],
  wasFull = false,
): Promise<string[]> {
  const database = new MemoryDatabase();
  for (const [name, rows] of Object.entries(structuredClone(store)))
    for (const row of rows) database.tables.get(name as keyof Store)?.put(row);
  // Other locks: none of those who had announced themselves lives.
  const runtime = createTestRuntime({
    now,
    seed: 7,
    handlers,
    openStorage: () => new MemoryStorage(database),
  });
  try {
    for (const queue of ["*", "default", "mail"]) await runtime.client.resumeQueue(queue);
    for (const hold of ["auth", "imported"]) await runtime.client.release(hold);
    await runtime.advance("1h");
    const witness = new MemoryStorage(database);
    const after = await storeOf(witness);
    const found = faults(after, { wasFull });
    const left = new Map(after.jobs.map((job) => [job.id, job]));
    for (const { id } of store.jobs) if (!left.has(id)) found.push(`${id} is lost`);
    for (const { id, since } of store.leases.flatMap(({ jobs }) => jobs)) {
      const knows = left.get(id)?.history.some(({ state, at }) => state === "processing" && at === since);
      if (!knows) found.push(`${id} does not know that it ran at the death`);
    }
    for (const { id, state, parents = [] } of after.jobs) {
      const waits = state === "awaiting" && parents.some(({ met }) => !met);
      if (!isFinal(state) && !waits) found.push(`${id} is stuck ${state}`);
    }
    for (const { server, jobs } of after.leases)
      if (jobs.length > 0) found.push(`${server} still holds ${jobs.length} jobs`);
    if (after.servers.length !== 1) found.push(`${after.servers.length} servers are announced, one lives`);
    found.push(...undone(after));
    for (const error of runtime.errors) found.push(String(error));
    return found;
  } finally {
    await runtime.close();
  }
}
