import { stemsOf } from "../../src/storage/indexeddb/job-layout.ts";
import { sortableDigits, sortableTime } from "../../src/time/sortable.ts";
import { fresh, remove } from "../measures/databases.ts";
import { argsOf } from "../measures/lives.ts";
import { Bench, noop } from "../measures/slowmatch.ts";

const done = (tx: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error);
  });

/** As many to a row as a claim brings. */
const TO_A_PACK = 32;

/** Writes copies of one finished job, as many as wanted, as the storage keeps them: running each would take hours. */
export async function fill(name: string, count: number): Promise<void> {
  const request = indexedDB.open(name);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const read = <T>(get: IDBRequest<T>): Promise<T> =>
    new Promise((resolve) => {
      get.onsuccess = () => resolve(get.result);
    });
  const reading = database.transaction(["slowmatch-packs", "slowmatch-counters"]);
  const [pack] = (await read(reading.objectStore("slowmatch-packs").getAll(null, 1))) as {
    list: [string, number, number];
    jobs: { id: string; list: [string, number, number] }[];
  }[];
  const totals = await read(reading.objectStore("slowmatch-counters").get("totals"));
  const model = pack?.jobs[0];
  if (!model) throw new Error("There is no finished job to copy.");
  const copy = (n: number) => {
    const sequence = totals.sequence + 1 + n;
    // A commit for each pack, in a millisecond of its own, and an id for each job as it was generated just before.
    const finishedAt = model.list[1] - Math.ceil((count - n) / TO_A_PACK);
    const id = `${sortableTime(finishedAt - 100)}${sortableDigits(n % TO_A_PACK, 3)}${model.id.slice(-10)}`;
    return {
      ...model,
      id,
      sequence,
      finishedAt,
      list: [model.list[0], finishedAt, sequence],
      args: argsOf(n),
    };
  };
  for (let i = 0; i < count; i += 10_000) {
    const tx = database.transaction("slowmatch-packs", "readwrite", { durability: "relaxed" });
    const end = Math.min(i + 10_000, count);
    for (let n = i; n < end; n += TO_A_PACK) {
      const jobs = Array.from({ length: Math.min(TO_A_PACK, end - n) }, (_, k) => copy(n + k));
      const stems = stemsOf(jobs as never);
      tx.objectStore("slowmatch-packs").put({ id: jobs[0]?.id, stems, list: jobs[0]?.list, jobs });
    }
    tx.commit();
    await done(tx);
  }
  const tx = database.transaction("slowmatch-counters", "readwrite");
  tx.objectStore("slowmatch-counters").put({
    ...totals,
    sequence: totals.sequence + count,
    states: { ...totals.states, succeeded: totals.states.succeeded + count },
  });
  tx.commit();
  await done(tx);
  database.close();
}

const requests = (n: number) => Array.from({ length: n }, (_, i) => ({ job: noop, args: argsOf(i) }));

const stores = new Map<number, { name: string; bench: Bench }>();

export const growth = {
  /** Makes a store that holds so many finished jobs; answers the bytes one of them takes. */
  async growthFill({ stored }: { stored: number }): Promise<number> {
    const name = fresh();
    const bench = new Bench(name);
    stores.set(stored, { name, bench });
    await bench.client.enqueueMany(requests(100));
    await bench.drain(100);
    const before = (await navigator.storage.estimate()).usage ?? 0;
    await fill(name, stored);
    return (((await navigator.storage.estimate()).usage ?? 0) - before) / stored;
  },

  /** Enqueue and drain of 1,000 jobs beside them, ms. */
  async growthRound({ stored }: { stored: number }): Promise<{ enqueue: number; drain: number }> {
    const { bench } = stores.get(stored)!;
    const begun = performance.now();
    await bench.client.enqueueMany(requests(1_000));
    const enqueue = performance.now() - begun;
    return { enqueue, drain: await bench.drain(1_000) };
  },

  async growthEnd(): Promise<void> {
    for (const { name, bench } of stores.values()) {
      await bench.client.close();
      await remove(name);
    }
    stores.clear();
  },
};
