import type { JobRecord } from "../../job/record.ts";
import type { Key, ListRead } from "../../operations/operation.ts";
import { compareKeys } from "../keys.ts";
import { PACKS_STORE, type PackRow, READY_STORE } from "./job-layout.ts";
import type { Packs } from "./packs.ts";
import { type Bounds, keysOf, rangeOf, rowsOf, type Source } from "./ranges.ts";

/** A transaction, as far as reading goes. */
export interface Reading {
  objectStore(name: string): Source & { index(name: string): Source };
}

/** Rows to a pack, roughly: how many packs are read for a page of the list. */
const TO_A_PACK = 24;

/** Reads the table `jobs` in one transaction, from wherever its rows lie. */
export class JobRows {
  readonly #jobs: ReturnType<Reading["objectStore"]>;
  readonly #ready: ReturnType<Reading["objectStore"]>;
  readonly #packRows: ReturnType<Reading["objectStore"]>;
  readonly #packs: Packs;

  constructor(reading: Reading, packs: Packs) {
    this.#jobs = reading.objectStore("slowmatch-jobs");
    this.#ready = reading.objectStore(READY_STORE);
    this.#packRows = reading.objectStore(PACKS_STORE);
    this.#packs = packs;
  }

  async get(id: string): Promise<JobRecord | undefined> {
    const [row, waiting, pack] = await Promise.all([
      this.#jobs.get(id),
      this.#ready.index("id").get(id),
      this.#packRows.index("ids").get(id),
    ]);
    const inPack = pack ? this.#jobsOf([pack as PackRow]).find((job) => job.id === id) : undefined;
    return (row ?? waiting ?? inPack) as JobRecord | undefined;
  }

  /** Merges what each of the forms has of a range; one that can have none of it isn't asked. */
  async list(read: ListRead): Promise<JobRecord[]> {
    const { index, limit, reverse } = read;
    const source = index === undefined ? this.#jobs : this.#jobs.index(index);
    const [rows, compact] = await Promise.all([
      rowsOf(source, { range: rangeOf(read), limit, reverse }) as Promise<JobRecord[]>,
      this.#compact(read),
    ]);
    if (compact.length === 0) return rows;
    const all = inOrder([...rows, ...compact], index, reverse);
    return limit === undefined ? all : all.slice(0, limit);
  }

  async #compact(read: ListRead): Promise<JobRecord[]> {
    const { index, limit, reverse } = read;
    if (index === "ready") {
      const range = rangeOf(inLine(read));
      return rowsOf(this.#ready, { range, limit, reverse }) as Promise<JobRecord[]>;
    }
    if (index === "list") return this.#packedInList(read);
    if (index !== undefined) return [];
    const range = rangeOf(read);
    const [waiting, packed] = await Promise.all([
      rowsOf(this.#ready.index("id"), { range, limit, reverse }) as Promise<JobRecord[]>,
      this.#packedById(read),
    ]);
    return [...waiting, ...packed];
  }

  /** The packs of the first ids of a range hold all of these, and of others only such as come after them. */
  async #packedById(read: ListRead): Promise<JobRecord[]> {
    const { limit, reverse } = read;
    const keys = await keysOf(this.#packRows.index("ids"), { range: rangeOf(read), limit, reverse });
    const rows = (await Promise.all([...new Set(keys)].map((key) => this.#packRows.get(key)))) as PackRow[];
    return this.#jobsOf(rows).filter((job) => isWithin(job.id, read));
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

/** In the store of waiting jobs the id follows the place: all that stands at a place lies between it and `[…, []]`. */
function inLine({ lower, upper, lowerOpen, upperOpen }: Bounds): Bounds {
  const behind = (key: Key): Key => (Array.isArray(key) && key.length === 3 ? [...key, []] : key);
  return {
    ...(lower === undefined ? {} : { lower: lowerOpen ? behind(lower) : lower }),
    ...(upper === undefined ? {} : { upper: upperOpen ? upper : behind(upper) }),
    ...(lowerOpen === undefined ? {} : { lowerOpen }),
    ...(upperOpen === undefined ? {} : { upperOpen }),
  };
}

/** The packs that may hold something of a range: those from the time of its lower bound on. */
function aroundPacks({ lower, upper }: Bounds): Bounds {
  return {
    ...(lower === undefined ? {} : { lower: Array.isArray(lower) ? lower.slice(0, 2) : lower }),
    ...(upper === undefined ? {} : { upper }),
  };
}

function isWithin(key: Key, { lower, upper, lowerOpen, upperOpen }: Bounds): boolean {
  const low = lower === undefined ? 1 : compareKeys(key, lower);
  const high = upper === undefined ? -1 : compareKeys(key, upper);
  return (low > 0 || (low === 0 && !lowerOpen)) && (high < 0 || (high === 0 && !upperOpen));
}

/** By the index, then by id, as one store would have them. */
function inOrder(jobs: JobRecord[], index: string | undefined, reverse: boolean | undefined): JobRecord[] {
  const place = (job: JobRecord): Key =>
    index === "ready" ? (job.ready!.slice(0, 3) as Key[]) : index === "list" ? job.list! : job.id;
  const direction = reverse ? -1 : 1;
  return jobs.sort((a, b) => direction * (compareKeys(place(a), place(b)) || compareKeys(a.id, b.id)));
}
