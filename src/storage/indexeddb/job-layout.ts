import type { JobRecord } from "../../job/record.ts";
import { TABLES } from "../../operations/tables.ts";

/**
 * Where the rows of the table `jobs` lie. Most jobs wait in a lane, are claimed in its order beside others, and are read
 * again by hardly anybody once they have succeeded. For these there are two compact forms, each a store of its own, many
 * jobs in one row:
 *
 * - `slowmatch-ready`: new jobs that wait, those of one commit together, in the order in which they are claimed: a claim
 *   reads a row or two, and takes them away as a whole.
 * - `slowmatch-packs`: jobs that have succeeded in one commit. An index by its list.
 *
 * Both are found by the stems of the ids in them. Everything else is in `slowmatch-jobs`, a row each, with all the
 * indexes, and stays there until its end. No query sees the difference: see {@link JobRows} and {@link JobWrites}.
 */
export const READY_STORE = "slowmatch-ready";
export const PACKS_STORE = "slowmatch-packs";

/** Stores beside those of the tables, their keys and indexes. */
export const COMPACT_STORES: Readonly<
  Record<string, { key: string; indexes: readonly { name: string; multiEntry: boolean }[] }>
> = {
  [READY_STORE]: { key: "ready", indexes: [{ name: "stems", multiEntry: true }] },
  [PACKS_STORE]: {
    key: "id",
    indexes: [
      { name: "stems", multiEntry: true },
      { name: "list", multiEntry: false },
    ],
  },
};

/** A place in the store of waiting jobs: behind the place in line stands the id, so that no two are ever the same. */
export type ReadyKey = [lane: string, priority: number, sequence: number, id: string];

/** New jobs of one lane and priority, by their sequence. The key is the first one's place, even after it has left. */
export interface ReadyRow {
  ready: ReadyKey;
  stems: string[];
  jobs: JobRecord[];
}

/** Jobs that have succeeded in one commit. They share the first two parts of their `list`. */
export interface PackRow {
  /** The id of its first job. */
  id: string;
  stems: string[];
  /** State, end, and the lowest sequence in it. */
  list: [string, number, number];
  jobs: JobRecord[];
}

/** A generated id without its random digits and the last of its count: the time, and a number for each 32 of a millisecond. */
const STEM_LENGTH = 12;

/**
 * What ids that were generated one after another have in common. A row has an entry in an index for each stem, not for
 * each id; an id's job is in one of the few rows with its stem. Jobs with an id of the app's are never in a compact form.
 */
export const stemOf = (id: string): string => id.slice(0, STEM_LENGTH);

export const stemsOf = (jobs: readonly JobRecord[]): string[] => [
  ...new Set(jobs.map(({ id }) => stemOf(id))),
];

const hasOnly = (job: JobRecord, index: "ready" | "list"): boolean =>
  job[index] !== undefined && TABLES.jobs.indexes.every((each) => each === index || job[each] === undefined);

/** A new job that may wait in the compact form: no other query than by its lane and its id looks for it. */
export const waitsPlainly = (job: JobRecord): boolean => hasOnly(job, "ready");

/** A job that may be packed: no other query than by its state's list and its id looks for it. */
export const hasEndedPlainly = (job: JobRecord): boolean => job.state === "succeeded" && hasOnly(job, "list");

/** The row of waiting jobs in which a record was read, and how many were in it then. */
export interface ReadyPlace {
  key: ReadyKey;
  size: number;
}

/** Where a record that was read from the store of waiting jobs lies; `undefined`: it was read from elsewhere. */
export function readyPlaceOf({ ready }: JobRecord): ReadyPlace | undefined {
  if (ready?.[3] === undefined) return undefined;
  const [lane, priority, , first, sequence, size] = ready as Required<typeof ready>;
  return { key: [lane, priority, sequence, first], size };
}

/** The jobs of rows of the store of waiting jobs, each marked with its row. */
export function jobsWaiting(rows: readonly ReadyRow[]): JobRecord[] {
  return rows.flatMap(({ ready: [lane, priority, sequence, first], jobs }) => {
    for (const job of jobs) job.ready = [lane, priority, job.sequence, first, sequence, jobs.length];
    return jobs;
  });
}
