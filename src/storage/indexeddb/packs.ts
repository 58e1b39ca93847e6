import type { JobRecord } from "../../job/record.ts";
import { compareKeys } from "../keys.ts";
import { type PackRow, stemsOf } from "./job-layout.ts";

/** Below this many a row each is better: a row that holds several is rewritten for a change of any. */
export const FEWEST = 4;
/** So many are in one row at most: whoever reads one job reads the row. */
const MOST = 64;

/** The packs that one transaction has met, as it has left them. */
export class Packs {
  readonly #rows = new Map<string, PackRow>();
  readonly #packOf = new Map<string, PackRow>();
  readonly #changed = new Set<PackRow>();

  /** Takes note of rows that were read. Answers them as this transaction has changed them since. */
  meet(rows: readonly PackRow[]): PackRow[] {
    return rows.map((row) => {
      const known = this.#rows.get(row.id);
      if (known) return known;
      this.#add(row);
      return row;
    });
  }

  has(id: string): boolean {
    return this.#packOf.has(id);
  }

  /** Rewrites a job in its pack, if its place in the list is still the pack's. */
  replaced(job: JobRecord): boolean {
    const pack = this.#packOf.get(job.id);
    const at = pack?.jobs.findIndex(({ id }) => id === job.id) ?? -1;
    const before = pack?.jobs[at];
    if (!pack || !job.list || !before?.list || compareKeys(job.list, before.list) !== 0) return false;
    pack.jobs[at] = job;
    this.#changed.add(pack);
    return true;
  }

  remove(id: string): void {
    const pack = this.#packOf.get(id);
    if (!pack) return;
    pack.jobs = pack.jobs.filter((job) => job.id !== id);
    pack.stems = stemsOf(pack.jobs);
    this.#packOf.delete(id);
    this.#changed.add(pack);
  }

  /** Packs jobs that have ended in one commit. Answers those that are too few of their kind. */
  pack(jobs: readonly JobRecord[]): JobRecord[] {
    const left: JobRecord[] = [];
    for (const group of groupsOf(jobs, ({ list }) => list![1])) {
      for (let i = 0; i < group.length; i += MOST) {
        const some = group.slice(i, i + MOST);
        if (some.length < FEWEST) left.push(...some);
        else this.#changed.add(this.#add(packed(some)));
      }
    }
    return left;
  }

  /** What is to be written, and which rows have nothing in them any more. */
  take(): { puts: PackRow[]; deletes: string[] } {
    const changed = [...this.#changed];
    this.#changed.clear();
    return {
      puts: changed.filter(({ jobs }) => jobs.length > 0),
      deletes: changed.filter(({ jobs }) => jobs.length === 0).map(({ id }) => id),
    };
  }

  #add(row: PackRow): PackRow {
    this.#rows.set(row.id, row);
    for (const { id } of row.jobs) this.#packOf.set(id, row);
    return row;
  }
}

function packed(jobs: JobRecord[]): PackRow {
  const [state, time] = jobs[0]!.list!;
  const first = Math.min(...jobs.map(({ sequence }) => sequence));
  return { id: jobs[0]!.id, stems: stemsOf(jobs), list: [state, time, first], jobs };
}

/** Those of one key together. */
export function groupsOf<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): Item[][] {
  const groups = new Map<unknown, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
