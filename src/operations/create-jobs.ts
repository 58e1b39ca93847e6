import type { DraftWithPayload, JobDraft } from "../job/draft.ts";
import type { Operation } from "./operation.ts";
import { type CreatedGroup, createGroup, refusal, standingUniques } from "./work/job-group.ts";
import { JOB_TABLES, openWork } from "./work/work.ts";

export interface CreateJobsInput {
  now: number;
  /** Each group is created whole or not at all; groups are independent of one another. */
  groups: readonly (readonly DraftWithPayload[])[];
  /** The same input may have been committed before (the connection broke): look before adding. */
  repeated?: boolean;
}

/** What runs has no say in whether or where it begins. */
const isApart = ({ unique, parents, limits, batchId }: JobDraft): boolean =>
  unique === undefined && parents === undefined && limits === undefined && batchId === undefined;

/** Adds jobs in their first state, and their continuations' links. */
export const createJobs: Operation<CreateJobsInput, CreatedGroup[]> = {
  name: "create-jobs",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, groups, repeated = false }) {
    const drafts = groups.flat().map(({ draft }) => draft);
    const work = yield* openWork(now, { refusable: true, onlyAdds: drafts.every(isApart) });
    const uniques = yield* standingUniques(work, groups.flat());
    const results: CreatedGroup[] = [];
    for (const group of groups) {
      const looked = group.filter(({ draft }) => repeated || draft.ownId).map(({ draft }) => draft.id);
      const parents = group.flatMap(({ draft }) => draft.parents ?? []);
      if (looked.length + parents.length > 0) yield* work.load([...looked, ...parents]);
      results.push(refusal(work, group, uniques) ?? { ids: createGroup(work, group, uniques) });
      // One group may replace what another has just created: its end is settled before the next is looked at.
      yield* work.settle();
    }
    return work.decision(results);
  },
};
