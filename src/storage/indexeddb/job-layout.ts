import type { JobRecord } from "../../job/record.ts";
import { TABLES } from "../../operations/tables.ts";

/**
 * Where the rows of the table `jobs` lie. Most jobs wait in a lane, are claimed in its order beside others, and are read
 * again by hardly anybody once they have succeeded. For these there are two compact forms, each a store of its own:
 *
 * - `slowmatch-ready`: jobs that wait, in the order in which they are claimed, so that a claim is one range that is read
 *   and later removed as a whole. One index, by id.
 * - `slowmatch-packs`: jobs that have succeeded in one commit, many in one row. Indexes by the ids in it and by its list.
 *
 * Everything else is in `slowmatch-jobs`, a row each, with all the indexes, and stays there until its end. No query sees
 * the difference: see {@link JobRows} and {@link JobWrites}.
 */
export const READY_STORE = "slowmatch-ready";
export const PACKS_STORE = "slowmatch-packs";

/** Stores beside those of the tables, their keys and indexes. */
export const COMPACT_STORES: Readonly<
  Record<string, { key: string; indexes: readonly { name: string; multiEntry: boolean }[] }>
> = {
  [READY_STORE]: { key: "ready", indexes: [{ name: "id", multiEntry: false }] },
  [PACKS_STORE]: {
    key: "id",
    indexes: [
      { name: "ids", multiEntry: true },
      { name: "list", multiEntry: false },
    ],
  },
};

/** Jobs that have succeeded in one commit. They share the first two parts of their `list`. */
export interface PackRow {
  /** The id of its first job. */
  id: string;
  ids: string[];
  /** State, end, and the lowest sequence in it. */
  list: [string, number, number];
  jobs: JobRecord[];
}

/** A place in the store of waiting jobs: behind the place in line stands the id, so that no two are ever the same. */
export type ReadyKey = [lane: string, priority: number, sequence: number, id: string];

const hasOnly = (job: JobRecord, index: "ready" | "list"): boolean =>
  job[index] !== undefined && TABLES.jobs.indexes.every((each) => each === index || job[each] === undefined);

/** A new job that may wait in the compact form: no other query than by its lane and its id looks for it. */
export const waitsPlainly = (job: JobRecord): boolean => hasOnly(job, "ready");

/** A job that may be packed: no other query than by its state's list and its id looks for it. */
export const hasEndedPlainly = (job: JobRecord): boolean => job.state === "succeeded" && hasOnly(job, "list");

/** Where a record that was read from the compact form lies; `undefined`: it was read from elsewhere. */
export function readyKeyOf({ ready }: JobRecord): ReadyKey | undefined {
  return ready?.[3] === undefined ? undefined : (ready as ReadyKey);
}

/** The place for a record in the compact form. */
export const readyKey = ({ ready, id }: JobRecord): ReadyKey => {
  const [lane, priority, sequence] = ready!;
  return [lane, priority, sequence, id];
};
