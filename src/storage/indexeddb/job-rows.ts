import type { JobRecord } from "../../job/record.ts";
import type { Key, ListRead } from "../../operations/operation.ts";
import { compareKeys } from "../keys.ts";
import { aroundPacks, aroundRows, aroundStems, isWithin, isWithinLine } from "./compact-bounds.ts";
import {
  jobsWaiting,
  PACKS_STORE,
  type PackRow,
  READY_STORE,
  type ReadyKey,
  type ReadyRow,
  stemOf,
} from "./job-layout.ts";
import type { Packs } from "./packs.ts";
import { keysOf, rangeOf, rowsOf, type Stretch } from "./ranges.ts";
import { MOST, SPAN } from "./ready-rows.ts";
import { answerOf } from "./request.ts";

interface HasStems {
  stems: string[];
}

/** Rows to a pack, roughly: how many packs are read for a page of the list. */
const TO_A_PACK = 24;

/** How many jobs a row of waiting jobs held when a transaction of a connection last read some of a lane. */
const perRow = new WeakMap<IDBDatabase, Map<Key, number>>();
/** Lanes of which that is remembered: apps have a few, and a wrong guess costs one more round trip. */
const MOST_LANES = 100;

/** Of so many rows, one more is read sooner than its key is asked for. */
const WORTH_A_REQUEST = 8;

/** Reads the table `jobs` in one transaction, from wherever its rows lie. */
export class JobRows {
  readonly #transaction: IDBTransaction;
  readonly #packs: Packs;
  /** The jobs whose ids have a stem, as long as nothing is written. */
  readonly #near = new Map<string, Promise<JobRecord[]>>();

  constructor(transaction: IDBTransaction, packs: Packs) {
    this.#transaction = transaction;
    this.#packs = packs;
  }

  async get(id: string): Promise<JobRecord | undefined> {
    // First: in a transaction that has ended it throws at once, and what has been asked before would fail unheard.
    const asked = answerOf(this.#jobs.get(id));
    const stem = stemOf(id);
    const near = this.#near.get(stem) ?? this.#readNear(stem);
    this.#near.set(stem, near);
    const [row, compact] = await Promise.all([asked, near]);
    return (row as JobRecord | undefined) ?? compact.find((job) => job.id === id);
  }

  /** Something is written: what was read is not kept. */
  forget(): void {
    this.#near.clear();
  }

  async #readNear(stem: string): Promise<JobRecord[]> {
    const range = IDBKeyRange.only(stem);
    const [waiting, packed] = await Promise.all([
      answerOf(this.#ready.index("stems").getAll(range)),
      answerOf(this.#packRows.index("stems").getAll(range)),
    ]);
    return [...jobsWaiting(waiting as ReadyRow[]), ...this.#jobsOf(packed as PackRow[])];
  }

  /** Merges what each of the forms has of a range; one that can have none of it isn't asked. */
  async list(read: ListRead): Promise<JobRecord[]> {
    const { index, limit, reverse } = read;
    const all = index === "ready" ? await this.#all(read) : undefined;
    if (all) return all;
    const source = index === undefined ? this.#jobs : this.#jobs.index(index);
    const [rows, compact] = await Promise.all([
      rowsOf(source, { range: rangeOf(read), limit, reverse }) as Promise<JobRecord[]>,
      this.#compact(read),
    ]);
    if (compact.length === 0) return rows;
    const merged = inOrder([...rows, ...compact], index, reverse);
    return limit === undefined ? merged : merged.slice(0, limit);
  }

  /** All of a line that the counters say is short, if its rows of waiting jobs hold it: nothing else is asked then. */
  async #all(read: ListRead): Promise<JobRecord[] | undefined> {
    const { total, limit = 0, reverse } = read;
    if (total === undefined || total > limit || reverse) return undefined;
    // No row is empty; should the counters be wrong, not all of a long line is read.
    const rows = (await answerOf(this.#ready.getAll(rangeOf(aroundRows(read)), total + 1))) as ReadyRow[];
    const waiting = jobsWaiting(rows).filter((job) => isWithin(lineOf(job), read));
    return waiting.length === total ? inOrder(waiting, "ready", reverse) : undefined;
  }

  async #compact(read: ListRead): Promise<JobRecord[]> {
    const { index } = read;
    if (index === "ready") return this.#waitingInLine(read);
    if (index === "list") return this.#packedInList(read);
    if (index !== undefined) return [];
    const [waiting, packed] = await Promise.all([
      this.#byId(this.#ready, read, (rows) => jobsWaiting(rows as ReadyRow[])),
      this.#byId(this.#packRows, read, (rows) => this.#jobsOf(rows as PackRow[])),
    ]);
    return [...waiting, ...packed];
  }

  /**
   * A row stands where its first job does: what was read is complete up to where the next row begins; from the end, down
   * to where the one before might reach.
   */
  async #waitingInLine(read: ListRead): Promise<JobRecord[]> {
    const { limit, reverse } = read;
    const range = rangeOf(aroundRows(read));
    const skipped = isWithinLine(read.lower) ? SPAN : 0;
    const known = this.#perRow();
    const lane = Array.isArray(read.lower) ? (read.lower[0] as Key) : "";
    let most = limit && Math.ceil((limit + skipped) / (known.get(lane) ?? MOST));
    for (;;) {
      const [rows, next] = await this.#stretch({ range, limit: most, reverse });
      const all = jobsWaiting(rows);
      if (rows.length > 0) known.set(lane, all.length / rows.length);
      const jobs = all.filter((job) => isWithin(lineOf(job), read));
      if (!next || most === undefined) return jobs;
      const [line, priority, sequence] = next;
      const edge = [line, priority, reverse ? sequence + SPAN - 1 : sequence];
      const complete = jobs.filter((job) =>
        reverse ? compareKeys(lineOf(job), edge) > 0 : compareKeys(lineOf(job), edge) < 0,
      );
      if (complete.length >= limit!) return complete;
      most = Math.max(most * 2, Math.ceil(((limit! + skipped) * rows.length) / all.length));
    }
  }

  // Asked for when needed: most transactions read no job.
  get #jobs(): IDBObjectStore {
    return this.#transaction.objectStore("slowmatch-jobs");
  }

  get #ready(): IDBObjectStore {
    return this.#transaction.objectStore(READY_STORE);
  }

  get #packRows(): IDBObjectStore {
    return this.#transaction.objectStore(PACKS_STORE);
  }

  #perRow(): Map<Key, number> {
    const known = perRow.get(this.#transaction.db);
    if (known && known.size < MOST_LANES) return known;
    const fresh = new Map<Key, number>();
    perRow.set(this.#transaction.db, fresh);
    return fresh;
  }

  /** Rows of waiting jobs, and the key of the one that follows them, if there is one. */
  async #stretch({ range, limit, reverse }: Stretch): Promise<[ReadyRow[], ReadyKey | undefined]> {
    if (limit === undefined || reverse || limit >= WORTH_A_REQUEST) {
      const more = limit === undefined ? undefined : limit + 1;
      const rows = (await rowsOf(this.#ready, { range, limit: more, reverse })) as ReadyRow[];
      return [rows.slice(0, limit), limit === undefined ? undefined : rows[limit]?.ready];
    }
    const [rows, keys] = await Promise.all([
      answerOf(this.#ready.getAll(range, limit)),
      answerOf(this.#ready.getAllKeys(range, limit + 1)),
    ]);
    return [rows as ReadyRow[], keys[limit] as ReadyKey | undefined];
  }

  /**
   * In the order of stems each row comes as often as it has some: what was read is complete up to the least of the last
   * row's, and from the end down to its largest.
   */
  async #byId(
    store: IDBObjectStore,
    read: ListRead,
    jobsOf: (rows: unknown[]) => JobRecord[],
  ): Promise<JobRecord[]> {
    const { limit, reverse } = read;
    const range = rangeOf(aroundStems(read));
    for (let most = limit && Math.ceil(limit / 8) + 8; ; most! *= 4) {
      const keys = await keysOf(store.index("stems"), { range, limit: most, reverse });
      const texts = keys.map((key) => JSON.stringify(key));
      const unique = new Map(texts.map((text, i) => [text, keys[i]]));
      const rows = (await Promise.all(
        [...unique.values()].map((key) => answerOf(store.get(key as IDBValidKey))),
      )) as HasStems[];
      const jobs = jobsOf(rows).filter((job) => isWithin(job.id, read));
      if (most === undefined || keys.length < most) return jobs;
      const stems = rows[[...unique.keys()].indexOf(texts.at(-1)!)]!.stems.toSorted();
      const complete = jobs.filter(({ id }) => (reverse ? stemOf(id) > stems.at(-1)! : id < stems[0]!));
      if (complete.length >= limit!) return complete;
    }
  }

  /**
   * A pack stands in the list where its first job does, and all of it at one time: what was read is complete up to the
   * first job of the last pack; from the end, up to its time, since the next may be of that time and reach beyond it.
   */
  async #packedInList(read: ListRead): Promise<JobRecord[]> {
    const { limit, reverse } = read;
    const range = rangeOf(aroundPacks(read));
    for (let most = limit === undefined ? undefined : Math.ceil(limit / TO_A_PACK) + 1; ; most! *= 4) {
      const rows = (await rowsOf(this.#packRows.index("list"), { range, limit: most, reverse })) as PackRow[];
      const jobs = this.#jobsOf(rows).filter((job) => isWithin(job.list!, read));
      if (most === undefined || rows.length < most) return jobs;
      const last = rows.at(-1)!.list;
      const complete = jobs.filter(({ list }) =>
        reverse ? compareKeys(list!.slice(0, 2), last.slice(0, 2)) > 0 : compareKeys(list!, last) < 0,
      );
      if (complete.length >= limit!) return complete;
    }
  }

  #jobsOf(rows: readonly PackRow[]): JobRecord[] {
    return this.#packs.meet(rows).flatMap(({ jobs }) => jobs);
  }
}

/** By the index, then by id, as one store would have them. */
function inOrder(jobs: JobRecord[], index: string | undefined, reverse: boolean | undefined): JobRecord[] {
  const direction = reverse ? -1 : 1;
  const order = (a: JobRecord, b: JobRecord): number =>
    direction * (compareKeys(placeIn(index, a), placeIn(index, b)) || compareKeys(a.id, b.id));
  const isSorted = jobs.every((job, i) => i === 0 || order(jobs[i - 1]!, job) < 0);
  return isSorted ? jobs : jobs.sort(order);
}

function placeIn(index: string | undefined, job: JobRecord): Key {
  if (index === "ready") return lineOf(job);
  return index === "list" ? job.list! : job.id;
}

/** A job's place in line, without the mark of its row. */
const lineOf = ({ ready }: JobRecord): Key => ready!.slice(0, 3) as Key[];
