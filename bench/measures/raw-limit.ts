// The least work IndexedDB can do for a durable queue with a lease: a row per waiting job, one lease row a batch, a row
// per finished job. No states, no history, no counters, no retries: what a library's own work is measured against.

const done = (tx: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error);
  });
const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

interface RawJob {
  id: string;
  state: string;
  sequence: number;
  [more: string]: unknown;
}

const RELAXED = { durability: "relaxed" } as const;

export class RawQueue {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  static async open(name: string): Promise<RawQueue> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("ready");
      request.result.createObjectStore("leases");
      request.result.createObjectStore("done", { keyPath: "id" });
    };
    return new RawQueue(await answer(request));
  }

  async bulk(jobs: readonly RawJob[], size: number): Promise<void> {
    for (let i = 0; i < jobs.length; i += size) {
      const tx = this.#database.transaction("ready", "readwrite", RELAXED);
      for (const job of jobs.slice(i, i + size))
        tx.objectStore("ready").put(job, ["default", 0, job.sequence]);
      tx.commit();
      await done(tx);
    }
  }

  /** One job of a line that nobody drains. */
  async add(job: RawJob): Promise<void> {
    const tx = this.#database.transaction("ready", "readwrite", RELAXED);
    tx.objectStore("ready").put(job, ["mine", 0, job.sequence]);
    tx.commit();
    await done(tx);
  }

  /** Rows that wait, in one transaction. */
  findAll(jobs: readonly RawJob[]): Promise<(RawJob | undefined)[]> {
    const ready = this.#database.transaction("ready", "readonly").objectStore("ready");
    return Promise.all(jobs.map(({ sequence }) => answer(ready.get(["default", 0, sequence]))));
  }

  /** Whether it waits or has ended, as far as a reader must look. */
  async find(sequence: number, id: string): Promise<RawJob | undefined> {
    const tx = this.#database.transaction(["ready", "done"]);
    const [waiting, ended] = await Promise.all([
      answer<RawJob | undefined>(tx.objectStore("ready").get(["mine", 0, sequence])),
      answer<RawJob | undefined>(tx.objectStore("done").get(id)),
    ]);
    return waiting ?? ended;
  }

  async drain(size: number, perform: (job: RawJob) => Promise<void>): Promise<number> {
    let count = 0;
    let batch: RawJob[] = [];
    for (;;) {
      const tx = this.#database.transaction(["ready", "leases", "done"], "readwrite", RELAXED);
      for (const job of batch) tx.objectStore("done").put({ ...job, state: "succeeded" });
      const range = IDBKeyRange.bound(["default"], ["default", []]);
      const next: RawJob[] = await answer(tx.objectStore("ready").getAll(range, size));
      if (next.length > 0) {
        const key = (job: RawJob | undefined): IDBValidKey => ["default", 0, job?.sequence ?? 0];
        tx.objectStore("ready").delete(IDBKeyRange.bound(key(next[0]), key(next.at(-1))));
        tx.objectStore("leases").put(next, "server");
      } else tx.objectStore("leases").delete("server");
      tx.commit();
      await done(tx);
      if (next.length === 0) return count;
      for (const job of next) {
        await perform(job);
        count += 1;
      }
      batch = next;
    }
  }

  close(): void {
    this.#database.close();
  }
}
