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

export const growth = {
  /** Enqueue and drain of 1,000 jobs in a store that holds this many finished ones; and bytes a finished job takes. */
  async growth({ stored, rounds }: { stored: number; rounds: number }) {
    const name = fresh();
    const bench = new Bench(name);
    await bench.client.enqueueMany(requests(100));
    await bench.drain(100);
    const before = (await navigator.storage.estimate()).usage ?? 0;
    await fill(name, stored);
    const bytes = ((await navigator.storage.estimate()).usage ?? 0) - before;
    const enqueue: number[] = [];
    const drain: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const begun = performance.now();
      await bench.client.enqueueMany(requests(1_000));
      const enqueued = performance.now();
      const drained = await bench.drain(1_000);
      if (round < 0) continue;
      enqueue.push(enqueued - begun);
      drain.push(drained);
    }
    await bench.client.close();
    await remove(name);
    return { enqueue, drain, bytes: bytes / stored };
  },
};
