import type { JobRecord } from "../../job/record.ts";
import { hasEndedPlainly, PACKS_STORE, READY_STORE, waitsPlainly } from "./job-layout.ts";
import type { Packs } from "./packs.ts";
import { ReadyWrites } from "./ready-writes.ts";

/**
 * Writes the table `jobs` in one transaction. A job moves from its compact form to the next or into `slowmatch-jobs`,
 * and never back, so that what is rewritten often isn't moved each time as well.
 */
export class JobWrites {
  readonly #transaction: IDBTransaction;
  readonly #packs: Packs;
  readonly #ready: ReadyWrites;
  #ended: JobRecord[] = [];

  constructor(transaction: IDBTransaction, packs: Packs) {
    this.#transaction = transaction;
    this.#packs = packs;
    this.#ready = new ReadyWrites(transaction);
  }

  put(job: JobRecord, was: JobRecord | undefined): void {
    const from = this.#ready.placeOf(job.id, was);
    if (from) this.#ready.leave(job.id, from);
    if (was === undefined && !this.#ready.hasMet(job.id) && waitsPlainly(job)) this.#ready.add(job);
    else if (from && hasEndedPlainly(job)) this.#ended.push(job);
    else this.#putElsewhere(job);
  }

  delete(id: string, was: JobRecord | undefined): void {
    const from = this.#ready.placeOf(id, was);
    if (from) this.#ready.leave(id, from);
    else if (this.#packs.has(id)) this.#packs.remove(id);
    else this.#store("slowmatch-jobs").delete(id);
  }

  /** Jobs that are about to leave together: what must be known of their rows is asked along with other reads. */
  expect(jobs: readonly JobRecord[]): Promise<void> {
    return this.#ready.expect(jobs);
  }

  clear(): void {
    for (const store of ["slowmatch-jobs", READY_STORE, PACKS_STORE]) this.#store(store).clear();
  }

  /** Writes what is better written together. Only what has to be asked first is waited for. */
  end(): Promise<void> | undefined {
    for (const job of this.#packs.pack(this.#ended)) this.#putPlain(job);
    this.#ended = [];
    const { puts, deletes } = this.#packs.take();
    for (const pack of puts) this.#store(PACKS_STORE).put(pack);
    for (const id of deletes) this.#store(PACKS_STORE).delete(id);
    return this.#ready.end();
  }

  #putElsewhere(job: JobRecord): void {
    if (this.#packs.has(job.id)) {
      if (hasEndedPlainly(job) && this.#packs.replaced(job)) return;
      this.#packs.remove(job.id);
    }
    this.#putPlain(job);
  }

  #putPlain(job: JobRecord): void {
    const [lane, priority, sequence, row] = job.ready ?? [];
    const isMarked = row !== undefined;
    this.#store("slowmatch-jobs").put(isMarked ? { ...job, ready: [lane, priority, sequence] } : job);
  }

  #store(name: string): IDBObjectStore {
    return this.#transaction.objectStore(name);
  }
}
