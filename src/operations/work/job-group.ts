import { isForGood, wordOf } from "../../batch/rules.ts";
import { type DraftWithPayload, newJob, type Parent } from "../../job/draft.ts";
import { isBatchId } from "../../job/names.ts";
import type { JobRecord } from "../../job/record.ts";
import { isFinal } from "../../job/state.ts";
import { stands, uniqueKeyOf } from "../../job/uniqueness.ts";
import { type Deciding, lists } from "../operation.ts";
import { argsKey } from "../tables.ts";
import type { Work } from "./work.ts";

/** Why nothing of a group was created. */
export type Refusal = { missingParent: string } | { conflict: string };

/** The ids of a group, or why nothing of it was created. */
export type CreatedGroup = { ids: string[] } | Refusal;

/**
 * Ids of the jobs that stand for unique keys, by index key. Usually there is one: another that stood until it was begun, and was
 * given back after this one had taken its place, stands again.
 */
export type Standing = Map<string, readonly string[]>;

/** Those that stand for the drafts' unique keys. */
export function* standingUniques(work: Work, drafts: readonly DraftWithPayload[]): Deciding<Standing> {
  const standing: Standing = new Map();
  for (const job of yield* jobsOfKeys(drafts.flatMap(({ draft }) => uniqueKeyOf(draft) ?? []))) {
    work.adopt(job);
    if (stands(job, work.running.has(job.id), work.now))
      standing.set(job.uniqueKey!, [...(standing.get(job.uniqueKey!) ?? []), job.id]);
    // Its time is over: the index needn't be asked about it again.
    else if (typeof job.unique?.while === "number") work.rewrite(withoutUnique(job));
  }
  return standing;
}

/** The jobs that have some unique keys, whether or not they still stand for them. */
export function* jobsOfKeys(keys: readonly string[]): Deciding<JobRecord[]> {
  const ranges = [...new Set(keys)].map((key) => ({ index: "uniqueKey" as const, lower: key, upper: key }));
  return (yield* lists("jobs", ranges)).flat();
}

function withoutUnique(job: JobRecord): JobRecord {
  const { unique: _unique, uniqueKey: _key, ...rest } = job;
  return rest;
}

/**
 * Why nothing of a group may be created; `undefined` when all of it may.
 *
 * @param made what is created together with it, and may be a parent
 */
export function refusal(
  work: Work,
  group: readonly DraftWithPayload[],
  uniques: Readonly<Standing>,
  made: ReadonlySet<string> = new Set(),
): Refusal | undefined {
  const before = new Set<string>(made);
  const keys = new Map(uniques);
  for (const { draft } of group) {
    const missing = draft.parents?.find((id) => !before.has(id) && !parentOf(work, id));
    if (missing !== undefined) return { missingParent: missing };
    const key = uniqueKeyOf(draft);
    const conflict = key === undefined ? undefined : keys.get(key)?.at(-1);
    if (conflict !== undefined && draft.onConflict === "reject" && conflict !== draft.id) return { conflict };
    if (key !== undefined) keys.set(key, [draft.id]);
    before.add(draft.id);
  }
  return undefined;
}

/** Creates a group's jobs, in order; answers the ids of those that now stand for the drafts. */
export function createGroup(work: Work, group: readonly DraftWithPayload[], uniques: Standing): string[] {
  const standing = new Map<string, string>();
  return group.map((each) => {
    const parents = each.draft.parents?.map((id) => standing.get(id) ?? id);
    const id = createOne(work, parents ? { ...each, draft: { ...each.draft, parents } } : each, uniques);
    if (id !== each.draft.id) standing.set(each.draft.id, id);
    return id;
  });
}

/** A job or a batch as a parent: one that is running has not ended. */
export function parentOf(work: Work, id: string): Parent | undefined {
  if (!isBatchId(id)) return work.record(id);
  const batch = work.batches.get(id);
  return batch && { id, state: wordOf(batch) ?? "enqueued", forGood: isForGood(batch) };
}

/** The id of the job that now stands for the draft: its own, or that of the one it gave way to. */
function createOne(work: Work, { draft, payload }: DraftWithPayload, uniques: Standing): string {
  if (work.record(draft.id)) return draft.id;
  const key = uniqueKeyOf(draft);
  const standing = (key === undefined ? undefined : uniques.get(key)) ?? [];
  if (standing.length > 0 && draft.onConflict !== "replace") return standing.at(-1)!;
  for (const id of standing) {
    // First of all: for how long it is kept depends on what it stands for. The key stays: begun anew it must look who has its place.
    const replaced = work.record(id);
    if (typeof replaced?.unique?.while === "number")
      work.rewrite({ ...replaced, unique: { ...replaced.unique, while: "unfinished" } });
    work.apply(id, { type: "deleted", reason: `Replaced by ${draft.id}, which has the same unique key.` });
  }
  if (key !== undefined) uniques.set(key, [draft.id]);
  const parents = (draft.parents ?? []).flatMap((id) => parentOf(work, id) ?? []);
  const job = newJob(draft, work.now, parents, new Set(work.running.keys()));
  const batch = draft.batchId === undefined ? undefined : work.batches.number(draft.batchId);
  work.add(batch ? { ...job, batch } : job);
  // Ended at birth: it stands in nobody's way.
  if (key !== undefined && isFinal(work.record(job.id)?.state ?? job.state)) uniques.delete(key);
  if (draft.payload)
    work.put({ kind: "put", table: "payloads", value: { id: argsKey(job.id), value: payload } });
  for (const { id } of parents) if (id !== draft.batchId) addChild(work, id, job.id);
  return job.id;
}

/** A job or a batch waits for another. */
export function addChild(work: Work, parent: string, child: string): void {
  const record = work.record(parent);
  if (isBatchId(parent)) work.batches.addChild(parent, child);
  else if (record) work.rewrite({ ...record, children: [...(record.children ?? []), child] });
}
