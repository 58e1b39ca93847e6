import type { BatchRecord } from "../batch/record.ts";
import { noMembers } from "../batch/rules.ts";
import { verdict } from "../job/continuation.ts";
import type { DraftWithPayload } from "../job/draft.ts";
import { isBatchId } from "../job/names.ts";
import type { ParentLink, StoredKeep } from "../job/record.ts";
import { type BatchState, type ContinuationCondition, isFinal } from "../job/state.ts";
import { answer, type Deciding, list, type Operation, startingWith } from "./operation.ts";
import { addChild, createGroup, parentOf, type Refusal, refusal, standingUniques } from "./work/job-group.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

/** A batch that is to be stored. */
export interface BatchDraft {
  id: string;
  name?: string;
  /** The batch around it. */
  within?: string;
  createdBy?: string;
  owner?: string;
  keep?: Partial<StoredKeep>;
  /** It begins when these have ended as `on` says. */
  parents?: readonly string[];
  on?: ContinuationCondition;
}

export interface CreateBatchInput {
  now: number;
  /** New batches, each before those within it. */
  batches: readonly BatchDraft[];
  /** Their jobs, and those that are to follow them. */
  jobs: readonly DraftWithPayload[];
  /** The app chose the first batch's id: if it exists, it is answered as it is. */
  ownId?: true;
  /** The batch that all of this is added to; one that has ended only when it may be reopened. */
  to?: { id: string; reopen: boolean };
  /** The same input may have been committed before (the connection broke): look before adding. */
  repeated?: boolean;
}

/** The ids of the jobs that now stand for the drafts, or why nothing was created. */
export type CreatedBatch =
  | { ids: string[]; existed?: true }
  | Refusal
  | { missingBatch: string }
  | { ended: BatchState; cancelled: boolean };

/** As many members of a batch that exists as are answered: more than a call could create. */
const MOST_ANSWERED = 100_000;

/** Adds batches with their jobs, or jobs and batches to a batch: all or nothing. */
export const createBatch: Operation<CreateBatchInput, CreatedBatch> = {
  name: "create-batch",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, batches, jobs, ownId = false, to, repeated = false }) {
    const work = yield* openWork(now, { refusable: true });
    const [outer] = batches;
    const looked = jobs.filter(({ draft }) => repeated || draft.ownId).map(({ draft }) => draft.id);
    const made = new Set(batches.map(({ id }) => id));
    const parents = [...batches, ...jobs.map(({ draft }) => draft)].flatMap((each) => each.parents ?? []);
    const known = (ownId || repeated) && outer ? [outer.id] : [];
    yield* work.load([...looked, ...known, ...(to ? [to.id] : []), ...parents.filter((id) => !made.has(id))]);
    if (outer && known.length > 0 && work.batches.get(outer.id)) {
      const ids = repeated && !ownId ? jobs.map(({ draft }) => draft.id) : yield* membersOf(outer.id);
      return answer({ ids, existed: true });
    }
    // An addition that has been made is not made again, whatever has become of the batch by now.
    const isMade = to !== undefined && repeated && looked.some((id) => work.record(id));
    const refused = (isMade ? undefined : closed(work, to)) ?? missing(work, batches, made);
    if (refused) return answer(refused);
    const uniques = yield* standingUniques(work, jobs);
    const doomed: [string, string][] = [];
    const refusedJob = refusal(work, jobs, uniques, made);
    if (refusedJob) return answer(refusedJob);
    if (to) reopen(work, to.id);
    for (const draft of batches) {
      if (work.batches.get(draft.id)) continue;
      const why = addBatch(work, draft);
      if (why !== undefined) doomed.push([draft.id, why]);
    }
    const ids = createGroup(work, gated(work, jobs), uniques);
    for (const [id, why] of doomed) work.batches.cancel(work.batches.get(id)!, why);
    yield* work.settle();
    return work.decision({ ids });
  },
};

function* membersOf(id: string): Deciding<string[]> {
  const range = { index: "batch" as const, ...startingWith(id), limit: MOST_ANSWERED };
  return (yield* list("jobs", range)).map((job) => job.id);
}

/** Why nothing may be added to the batch. */
function closed(work: Work, to: CreateBatchInput["to"]): CreatedBatch | undefined {
  if (!to) return undefined;
  const batch = work.batches.get(to.id);
  if (!batch) return { missingBatch: to.id };
  const cancelled = batch.cancelledAt !== undefined;
  return (isFinal(batch.state) || cancelled) && !to.reopen ? { ended: batch.state, cancelled } : undefined;
}

function missing(
  work: Work,
  batches: readonly BatchDraft[],
  made: ReadonlySet<string>,
): CreatedBatch | undefined {
  const absent = batches
    .flatMap(({ parents = [] }) => parents)
    .find((id) => !made.has(id) && !parentOf(work, id));
  if (absent === undefined) return undefined;
  return isBatchId(absent) ? { missingBatch: absent } : { missingParent: absent };
}

/** Jobs may be added from now on, whatever it was. */
function reopen(work: Work, id: string): void {
  const { cancelledAt: _cancelled, ...batch } = work.batches.get(id)!;
  work.batches.save(batch);
}

/** Answers why it can never begin, if so. */
function addBatch(work: Work, draft: BatchDraft): string | undefined {
  const { parents: ids = [], within, on = "succeeded", ...given } = draft;
  const parents = ids.flatMap((id) => parentOf(work, id) ?? []);
  const verdicts = parents.map(({ id, state, forGood }) =>
    isFinal(state) && !work.running.has(id) ? verdict(on, state, forGood) : "waits",
  );
  const links: ParentLink[] = parents.map(({ id }, i) => ({ id, met: verdicts[i] === "met" }));
  const doomed = verdicts.indexOf("doomed");
  const around = within === undefined ? undefined : work.batches.get(within);
  if (around?.state === "awaiting") links.push({ id: around.id, met: false });
  const state = links.some((link) => !link.met) ? "awaiting" : "running";
  const sequence = ++work.totals.sequence;
  const batch: BatchRecord = {
    ...given,
    state,
    sequence,
    createdAt: work.now,
    ...(around ? { within: [around.id, ...(around.within ?? [])], nest: [around.id, sequence] } : {}),
    added: 0,
    jobs: noMembers(),
    gone: { succeeded: 0, failed: 0, deleted: 0 },
    ...(links.length > 0 ? { parents: links, on } : {}),
    list: [state, sequence],
  };
  work.batches.add(batch);
  for (const { id } of parents) addChild(work, id, draft.id);
  return doomed < 0
    ? undefined
    : `It was to begin when ${links[doomed]?.id} had ${on}, and that was ${parents[doomed]?.state} already.`;
}

/** Members of a batch that has not begun wait for that, also those that follow others: these may be deleted before it begins. */
function gated(work: Work, jobs: readonly DraftWithPayload[]): readonly DraftWithPayload[] {
  return jobs.map((each) => {
    const { draft } = each;
    const { batchId, parents = [] } = draft;
    const { releaseDelay, dueAt, ...rest } = draft;
    if (batchId !== undefined && work.batches.get(batchId)?.state === "awaiting") {
      // A delay counts from the release, an instant stays what it is.
      const when = releaseDelay !== undefined ? { releaseDelay } : dueAt !== undefined ? { dueAt } : {};
      return { ...each, draft: { ...rest, ...when, parents: [...parents, batchId] } };
    }
    if (parents.length > 0 || releaseDelay === undefined) return each;
    return { ...each, draft: { ...rest, ...(dueAt === undefined ? {} : { dueAt }) } };
  });
}
