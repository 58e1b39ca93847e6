import type { JobRecord } from "../../job/record.ts";
import { compareKeys } from "../keys.ts";
import {
  READY_STORE,
  type ReadyKey,
  type ReadyPlace,
  type ReadyRow,
  readyPlaceOf,
  stemsOf,
} from "./job-layout.ts";
import { groupsOf } from "./packs.ts";
import { rowsOfWaiting } from "./ready-rows.ts";
import { answerOf } from "./request.ts";

/** From so many rows on it is worth asking whether a whole range can be removed: that costs as much as one row's removal. */
const WORTH_A_RANGE = 4;

/** A row of which jobs leave. */
interface Losing {
  key: ReadyKey;
  /** How many were in it when they were read. It never grows. */
  size: number;
  ids: Set<string>;
}

/** Writes the store of waiting jobs in one transaction: new ones come, each leaves once, and none is changed in it. */
export class ReadyWrites {
  readonly #transaction: IDBTransaction;
  /** Where those are that this transaction has put there; `undefined`: they have left. */
  readonly #places = new Map<string, ReadyPlace | undefined>();
  /** Rows that were read because some of their jobs leave, as they are now, by the first job's id. */
  readonly #rows = new Map<string, ReadyRow | undefined>();
  /** How many rows there are from one to another; only while none has been added. */
  readonly #counted = new Map<string, number>();
  #coming: JobRecord[] = [];
  #losing = new Map<string, Losing>();

  constructor(transaction: IDBTransaction) {
    this.#transaction = transaction;
  }

  /** Where a job lies; `undefined`: not in this store. */
  placeOf(id: string, was: JobRecord | undefined): ReadyPlace | undefined {
    return this.#places.has(id) ? this.#places.get(id) : was && readyPlaceOf(was);
  }

  /** Whether this transaction has put the job there before, and may have taken it away. */
  hasMet(id: string): boolean {
    return this.#places.has(id);
  }

  /** Jobs that are about to leave together: what must be known of their rows is asked along with other reads. */
  async expect(jobs: readonly JobRecord[]): Promise<void> {
    const losing = new Map<string, Losing>();
    for (const job of jobs) {
      const place = readyPlaceOf(job);
      if (place) note(losing, job.id, place);
    }
    const { whole, parted } = byRemainder(losing);
    const counting = rangesOf(whole).map(async (keys) => {
      this.#counted.set(spanOf(keys), await answerOf(this.#store.count(spanRange(keys))));
    });
    await Promise.all([...counting, ...parted.map(({ key }) => this.#read(key))]);
  }

  add(job: JobRecord): void {
    this.#coming.push(job);
  }

  leave(id: string, place: ReadyPlace): void {
    this.#places.set(id, undefined);
    note(this.#losing, id, place);
  }

  /** Issues the writes. Only what has to be asked first is waited for. */
  end(): Promise<void> | undefined {
    this.#putComing();
    const { whole, parted } = byRemainder(this.#losing);
    this.#losing = new Map();
    const unread = parted.filter(({ key }) => !this.#rows.has(key[3]));
    for (const each of parted) if (!unread.includes(each)) this.#part(each);
    const waiting = [...this.#removeAll(whole), ...unread.map((each) => this.#readAndPart(each))];
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined);
  }

  get #store(): IDBObjectStore {
    return this.#transaction.objectStore(READY_STORE);
  }

  #putComing(): void {
    if (this.#coming.length === 0) return;
    this.#counted.clear();
    for (const row of rowsOfWaiting(this.#coming)) {
      this.#store.put(row);
      const place = { key: row.ready, size: row.jobs.length };
      for (const { id } of row.jobs) this.#places.set(id, place);
    }
    this.#coming = [];
  }

  /** Removes whole rows, as ranges where they stand together; what that takes longer for is answered. */
  #removeAll(keys: readonly ReadyKey[]): Promise<void>[] {
    const ranges = rangesOf(keys);
    const together = new Set(ranges.flat());
    for (const key of keys) if (!together.has(key)) this.#remove(key, key);
    const mixed = ranges.filter((range) => this.#counted.get(spanOf(range)) !== range.length);
    for (const range of ranges) if (!mixed.includes(range)) this.#remove(range[0]!, range.at(-1)!);
    return mixed.map((range) => this.#removeRuns(range));
  }

  /** Others may stand in between, or have come there since these were claimed: what is to stay parts the range. */
  async #removeRuns(keys: readonly ReadyKey[]): Promise<void> {
    const leaving = new Set(keys.map(([, , , first]) => first));
    const there = (await answerOf(this.#store.getAllKeys(spanRange(keys)))) as ReadyKey[];
    let run: ReadyKey[] = [];
    for (const key of [...there, undefined]) {
      if (key && leaving.has(key[3])) run.push(key);
      else if (run.length > 0) {
        this.#remove(run[0]!, run.at(-1)!);
        run = [];
      }
    }
  }

  #remove(first: ReadyKey, last: ReadyKey): void {
    this.#store.delete(IDBKeyRange.bound(first, last));
  }

  async #readAndPart(losing: Losing): Promise<void> {
    await this.#read(losing.key);
    this.#part(losing);
  }

  async #read(key: ReadyKey): Promise<void> {
    this.#rows.set(key[3], (await answerOf(this.#store.get(key))) as ReadyRow | undefined);
  }

  /** Writes a row anew without those of its jobs that leave. */
  #part({ key, ids }: Losing): void {
    const jobs = this.#rows.get(key[3])?.jobs.filter(({ id }) => !ids.has(id)) ?? [];
    const row = jobs.length === 0 ? undefined : { ready: key, stems: stemsOf(jobs), jobs };
    this.#rows.set(key[3], row);
    if (row) this.#store.put(row);
    else this.#store.delete(key);
  }
}

function note(rows: Map<string, Losing>, id: string, { key, size }: ReadyPlace): void {
  const known = rows.get(key[3]);
  if (known) known.ids.add(id);
  else rows.set(key[3], { key, size, ids: new Set([id]) });
}

/** The rows that nothing stays in, and the others. */
function byRemainder(losing: ReadonlyMap<string, Losing>): { whole: ReadyKey[]; parted: Losing[] } {
  const whole: ReadyKey[] = [];
  const parted: Losing[] = [];
  for (const each of losing.values()) {
    if (each.ids.size === each.size) whole.push(each.key);
    else parted.push(each);
  }
  return { whole, parted };
}

/** Those of a lane, in order, where there are enough of them to leave as a range. */
const rangesOf = (keys: readonly ReadyKey[]): ReadyKey[][] =>
  groupsOf(keys, ([lane]) => lane)
    .filter((group) => group.length >= WORTH_A_RANGE)
    .map((group) => group.sort(compareKeys));

const spanOf = (keys: readonly ReadyKey[]): string => `${keys[0]?.[3]} ${keys.at(-1)?.[3]}`;

const spanRange = (keys: readonly ReadyKey[]): IDBKeyRange => IDBKeyRange.bound(keys[0], keys.at(-1));
