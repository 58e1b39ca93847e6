import { type JobDraft, newJob } from "../job/draft.ts";
import type { JobRecord } from "../job/record.ts";
import { isFinal } from "../job/state.ts";
import { stands, uniqueKeyOf } from "../job/uniqueness.ts";
import { type Deciding, lists, type Operation } from "./operation.ts";
import { argsKey } from "./tables.ts";
import { JOB_TABLES, openWork, type Work } from "./work.ts";

/** A draft with the arguments that are stored apart. */
export interface DraftWithPayload {
  draft: JobDraft;
  payload?: unknown;
}

export interface CreateJobsInput {
  now: number;
  /** Each group is created whole or not at all; groups are independent of one another. */
  groups: readonly (readonly DraftWithPayload[])[];
  /** The same input may have been committed before (the connection broke): look before adding. */
  repeated?: boolean;
}

/** The ids of a group, or why nothing of it was created. */
export type CreatedGroup = { ids: string[] } | { missingParent: string } | { conflict: string };

/** Adds jobs in their first state, and their continuations' links. */
export const createJobs: Operation<CreateJobsInput, CreatedGroup[]> = {
  name: "create-jobs",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, groups, repeated = false }) {
    const work = yield* openWork(now, true);
    const uniques = yield* standingUniques(work, groups.flat());
    const results: CreatedGroup[] = [];
    for (const group of groups) {
      const looked = group.filter(({ draft }) => repeated || draft.ownId).map(({ draft }) => draft.id);
      const parents = group.flatMap(({ draft }) => draft.parents ?? []);
      if (looked.length + parents.length > 0) yield* work.load([...looked, ...parents]);
      results.push(createGroup(work, group, uniques));
      // One group may replace what another has just created: its end is settled before the next is looked at.
      yield* work.settle();
    }
    return work.decision(results);
  },
};

/** Ids of the jobs that stand for the drafts' unique keys, by index key. */
function* standingUniques(work: Work, drafts: readonly DraftWithPayload[]): Deciding<Map<string, string>> {
  const keys = new Set(drafts.flatMap(({ draft }) => keyOf(draft) ?? []));
  const rows = yield* lists(
    "jobs",
    [...keys].map((key) => ({ index: "uniqueKey" as const, lower: key, upper: key })),
  );
  const standing = new Map<string, string>();
  for (const job of rows.flat()) {
    work.adopt(job);
    if (stands(job, work.running.has(job.id), work.now)) standing.set(job.uniqueKey!, job.id);
    // Its time is over: the index needn't be asked about it again.
    else if (typeof job.unique?.while === "number") work.rewrite(withoutUnique(job));
  }
  return standing;
}

const keyOf = ({ name, unique }: JobDraft): string | undefined => unique && uniqueKeyOf(name, unique.key);

function withoutUnique(job: JobRecord): JobRecord {
  const { unique: _unique, uniqueKey: _key, ...rest } = job;
  return rest;
}

function createGroup(
  work: Work,
  group: readonly DraftWithPayload[],
  uniques: Map<string, string>,
): CreatedGroup {
  const before = new Set<string>();
  const keys = new Map(uniques);
  for (const { draft } of group) {
    const missing = draft.parents?.find((id) => !work.record(id) && !before.has(id));
    if (missing !== undefined) return { missingParent: missing };
    const key = keyOf(draft);
    const standing = key === undefined ? undefined : keys.get(key);
    if (standing !== undefined && draft.onConflict === "reject" && standing !== draft.id) {
      return { conflict: standing };
    }
    if (key !== undefined) keys.set(key, draft.id);
    before.add(draft.id);
  }
  return { ids: group.map((each) => createOne(work, each, uniques)) };
}

/** The id of the job that now stands for the draft: its own, or that of the one it gave way to. */
function createOne(work: Work, { draft, payload }: DraftWithPayload, uniques: Map<string, string>): string {
  if (work.record(draft.id)) return draft.id;
  const key = keyOf(draft);
  const standing = key === undefined ? undefined : uniques.get(key);
  if (standing !== undefined) {
    if (draft.onConflict !== "replace") return standing;
    work.apply(standing, {
      type: "deleted",
      reason: `Replaced by ${draft.id}, which has the same unique key.`,
    });
    const replaced = work.record(standing);
    if (replaced) work.rewrite(withoutUnique(replaced));
  }
  if (key !== undefined) uniques.set(key, draft.id);
  const parents = (draft.parents ?? []).flatMap((id) => work.record(id) ?? []);
  const job = newJob(draft, work.now, parents, new Set(work.running.keys()));
  work.add(job);
  // Ended at birth: it stands in nobody's way.
  if (key !== undefined && isFinal(work.record(job.id)?.state ?? job.state)) uniques.delete(key);
  if (draft.payload)
    work.put({ kind: "put", table: "payloads", value: { id: argsKey(job.id), value: payload } });
  for (const parent of parents) work.rewrite({ ...parent, children: [...(parent.children ?? []), job.id] });
  return job.id;
}
