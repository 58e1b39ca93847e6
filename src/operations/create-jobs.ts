import { type JobDraft, newJob } from "../job/draft.ts";
import type { Operation } from "./operation.ts";
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
export type CreatedGroup = { ids: string[] } | { missingParent: string };

/** Adds jobs in their first state, and their continuations' links. */
export const createJobs: Operation<CreateJobsInput, CreatedGroup[]> = {
  name: "create-jobs",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, groups, repeated = false }) {
    const work = yield* openWork(now);
    const results: CreatedGroup[] = [];
    for (const group of groups) {
      const looked = group.filter(({ draft }) => repeated || draft.ownId).map(({ draft }) => draft.id);
      const parents = group.flatMap(({ draft }) => draft.parents ?? []);
      if (looked.length + parents.length > 0) yield* work.load([...looked, ...parents]);
      results.push(createGroup(work, group));
    }
    yield* work.settle();
    return work.decision(results);
  },
};

function createGroup(work: Work, group: readonly DraftWithPayload[]): CreatedGroup {
  const before = new Set<string>();
  for (const { draft } of group) {
    const missing = draft.parents?.find((id) => !work.record(id) && !before.has(id));
    if (missing !== undefined) return { missingParent: missing };
    before.add(draft.id);
  }
  const ids = group.map(({ draft }) => draft.id);
  for (const { draft, payload } of group) {
    if (work.record(draft.id)) continue;
    const parents = (draft.parents ?? []).flatMap((id) => work.record(id) ?? []);
    const job = newJob(draft, work.now, parents, new Set(work.running.keys()));
    work.add(job);
    if (draft.payload)
      work.put({ kind: "put", table: "payloads", value: { id: argsKey(job.id), value: payload } });
    for (const parent of parents) work.rewrite({ ...parent, children: [...(parent.children ?? []), job.id] });
  }
  return { ids };
}
