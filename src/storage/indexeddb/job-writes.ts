import type { JobRecord } from "../../job/record.ts";
import { compareKeys } from "../keys.ts";
import {
  hasEndedPlainly,
  PACKS_STORE,
  READY_STORE,
  type ReadyKey,
  readyKey,
  readyKeyOf,
  waitsPlainly,
} from "./job-layout.ts";
import { groupsOf, type Packs } from "./packs.ts";

/** From so many on it is worth asking whether a whole range can be removed: one removal costs as much as one row's. */
const WORTH_A_RANGE = 4;

/**
 * Writes the table `jobs` in one transaction. A job moves from its compact form to the next or into `slowmatch-jobs`,
 * and never back, so that what is rewritten often isn't moved each time as well.
 */
export class JobWrites {
  readonly #transaction: IDBTransaction;
  readonly #packs: Packs;
  /** Where the rows lie that this transaction has written into the store of waiting jobs; `undefined`: not there. */
  readonly #written = new Map<string, ReadyKey | undefined>();
  #leaving: ReadyKey[] = [];
  #ended: JobRecord[] = [];

  constructor(transaction: IDBTransaction, packs: Packs) {
    this.#transaction = transaction;
    this.#packs = packs;
  }

  put(job: JobRecord, was: JobRecord | undefined): void {
    const from = this.#readyKey(job.id, was);
    const isNew = was === undefined && !this.#written.has(job.id);
    if ((from || isNew) && waitsPlainly(job)) {
      this.#putReady(job, from);
      return;
    }
    if (from) this.#leave(job.id, from);
    if (from && hasEndedPlainly(job)) {
      this.#ended.push(job);
      return;
    }
    if (this.#packs.has(job.id)) {
      if (hasEndedPlainly(job) && this.#packs.replaced(job)) return;
      this.#packs.remove(job.id);
    }
    this.#putPlain(job);
  }

  delete(id: string, was: JobRecord | undefined): void {
    const from = this.#readyKey(id, was);
    if (from) this.#leave(id, from);
    else if (this.#packs.has(id)) this.#packs.remove(id);
    else this.#store("slowmatch-jobs").delete(id);
  }

  clear(): void {
    for (const store of ["slowmatch-jobs", READY_STORE, PACKS_STORE]) this.#store(store).clear();
  }

  /** Writes what is better written together. Only where rows may leave as a range an answer is waited for. */
  end(): Promise<void> | undefined {
    for (const job of this.#packs.pack(this.#ended)) this.#putPlain(job);
    this.#ended = [];
    const { puts, deletes } = this.#packs.take();
    for (const pack of puts) this.#store(PACKS_STORE).put(pack);
    for (const id of deletes) this.#store(PACKS_STORE).delete(id);
    const lanes = groupsOf(this.#leaving, ([lane]) => lane);
    this.#leaving = [];
    const ranges = lanes.filter((keys) => keys.length >= WORTH_A_RANGE);
    for (const keys of lanes) if (!ranges.includes(keys)) this.#removeEach(keys);
    if (ranges.length === 0) return undefined;
    return Promise.all(ranges.map((keys) => this.#removeRange(keys))).then(() => undefined);
  }

  #putPlain(job: JobRecord): void {
    const [lane, priority, sequence, id] = job.ready ?? [];
    const isMarked = id !== undefined;
    this.#store("slowmatch-jobs").put(isMarked ? { ...job, ready: [lane, priority, sequence] } : job);
  }

  #putReady(job: JobRecord, from: ReadyKey | undefined): void {
    const key = readyKey(job);
    if (from && compareKeys(from, key) !== 0) this.#leave(job.id, from);
    this.#written.set(job.id, key);
    this.#store(READY_STORE).put({ ...job, ready: key });
  }

  #leave(id: string, key: ReadyKey): void {
    this.#written.set(id, undefined);
    this.#leaving.push(key);
  }

  /** Others may have come in between since these were claimed: a range is removed only if it holds nothing else. */
  #removeRange(keys: ReadyKey[]): Promise<void> {
    keys.sort(compareKeys);
    const range = IDBKeyRange.bound(keys[0], keys.at(-1));
    const store = this.#store(READY_STORE);
    return new Promise((resolve, reject) => {
      const request = store.count(range);
      request.onsuccess = () => {
        if (request.result === keys.length) store.delete(range);
        else this.#removeEach(keys);
        resolve();
      };
      request.onerror = () => reject(request.error);
    });
  }

  #removeEach(keys: readonly ReadyKey[]): void {
    for (const key of keys) this.#store(READY_STORE).delete(key);
  }

  #readyKey(id: string, was: JobRecord | undefined): ReadyKey | undefined {
    return this.#written.has(id) ? this.#written.get(id) : was && readyKeyOf(was);
  }

  #store(name: string): IDBObjectStore {
    return this.#transaction.objectStore(name);
  }
}
