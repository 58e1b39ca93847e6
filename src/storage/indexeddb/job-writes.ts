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
  /** How many rows there are from one waiting job to another, by their ids; only while none has been added. */
  readonly #counted = new Map<string, number>();
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

  /** Jobs that are about to leave together: whether others stand between them is asked along with other reads. */
  async expect(jobs: readonly JobRecord[]): Promise<void> {
    const counting = rangesOf(jobs.map(readyKeyOf).filter((key) => key !== undefined)).map(async (keys) => {
      const count = await answerOf(this.#store(READY_STORE).count(spanRange(keys)));
      this.#counted.set(spanOf(keys), count);
    });
    await Promise.all(counting);
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
    const ranges = rangesOf(this.#leaving);
    const together = new Set(ranges.flat());
    for (const key of this.#leaving) if (!together.has(key)) this.#remove(key, key);
    this.#leaving = [];
    const mixed = ranges.filter((keys) => this.#counted.get(spanOf(keys)) !== keys.length);
    for (const keys of ranges) if (!mixed.includes(keys)) this.#remove(keys[0]!, keys.at(-1)!);
    if (mixed.length === 0) return undefined;
    return Promise.all(mixed.map((keys) => this.#removeRuns(keys))).then(() => undefined);
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
    this.#counted.clear();
    this.#store(READY_STORE).put({ ...job, ready: key });
  }

  #leave(id: string, key: ReadyKey): void {
    this.#written.set(id, undefined);
    this.#leaving.push(key);
  }

  /** Others may stand in between, or have come there since these were claimed: what is to stay parts the range. */
  async #removeRuns(keys: readonly ReadyKey[]): Promise<void> {
    const leaving = new Map(keys.map((key) => [key[3], key]));
    const goes = (key: ReadyKey): boolean => compareKeys(key, leaving.get(key[3]) ?? "") === 0;
    const there = await answerOf(this.#store(READY_STORE).getAllKeys(spanRange(keys)));
    let run: ReadyKey[] = [];
    for (const key of [...(there as ReadyKey[]), undefined]) {
      if (key && goes(key)) run.push(key);
      else if (run.length > 0) {
        this.#remove(run[0]!, run.at(-1)!);
        run = [];
      }
    }
  }

  #remove(first: ReadyKey, last: ReadyKey): void {
    this.#store(READY_STORE).delete(IDBKeyRange.bound(first, last));
  }

  #readyKey(id: string, was: JobRecord | undefined): ReadyKey | undefined {
    return this.#written.has(id) ? this.#written.get(id) : was && readyKeyOf(was);
  }

  #store(name: string): IDBObjectStore {
    return this.#transaction.objectStore(name);
  }
}

/** Those of a lane, in order, where there are enough of them to leave as a range. */
const rangesOf = (keys: readonly ReadyKey[]): ReadyKey[][] =>
  groupsOf(keys, ([lane]) => lane)
    .filter((group) => group.length >= WORTH_A_RANGE)
    .map((group) => group.sort(compareKeys));

const spanOf = (keys: readonly ReadyKey[]): string => `${keys[0]?.[3]} ${keys.at(-1)?.[3]}`;

const spanRange = (keys: readonly ReadyKey[]): IDBKeyRange => IDBKeyRange.bound(keys[0], keys.at(-1));

const answerOf = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
