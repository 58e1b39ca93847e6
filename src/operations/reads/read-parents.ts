import { type BatchCounts, countsOf } from "../../batch/batch-info.ts";
import type { BatchRecord } from "../../batch/record.ts";
import type { ErrorInfo } from "../../errors/error-info.ts";
import { isBatchId } from "../../job/names.ts";
import type { JobRecord } from "../../job/record.ts";
import { isFinal, type JobState } from "../../job/state.ts";
import { answer, get, getMany, type Operation } from "../operation.ts";
import { resultKey } from "../tables.ts";

/** How a parent has ended, and with what. */
export interface ParentEnd {
  id: string;
  name?: string;
  state: JobState;
  result?: unknown;
  /** What it answered was not kept: the storage was full. */
  shed?: true;
  error?: ErrorInfo;
  /** Of a batch. */
  counts?: BatchCounts;
}

/**
 * What a continuation's handler is told of its parents, all of them in one transaction: a join may have a thousand. A
 * member that waited for nothing but its own batch to begin has that one's parents.
 */
export const readParents: Operation<{ ids: readonly string[]; batch?: string }, ParentEnd[]> = {
  name: "read-parents",
  mode: "readonly",
  tables: ["jobs", "payloads", "batches"],
  *decide({ ids: given, batch }) {
    const own = batch !== undefined && given[0] === batch ? yield* get("batches", batch) : undefined;
    const around = own?.within?.[0];
    const before = (own?.parents ?? []).flatMap(({ id }) => (id === around ? [] : [id]));
    const ids = given.flatMap((id) => (id === batch ? before : [id]));
    const batches = yield* getMany("batches", ids.filter(isBatchId));
    const records = yield* getMany(
      "jobs",
      ids.filter((id) => !isBatchId(id)),
    );
    const apart = records.flatMap((record) => (record?.resultPayload ? [resultKey(record.id)] : []));
    const rows = yield* getMany("payloads", apart);
    const large = new Map(rows.flatMap((row) => (row ? [[row.id, row.value] as const] : [])));
    const ends = [
      ...batches.flatMap((each) => (each ? [endOfBatch(each)] : [])),
      ...records.flatMap((each) => (each ? [endOfJob(each, large)] : [])),
    ];
    const known = new Map(ends.map((end) => [end.id, end]));
    return answer(ids.map((id) => known.get(id) ?? { id, state: "deleted" }));
  },
};

function endOfJob(record: JobRecord, large: ReadonlyMap<string, unknown>): ParentEnd {
  const { id, name, state, error, resultPayload } = record;
  const shed = record.shed?.includes("result") || (resultPayload && !large.has(resultKey(id)));
  const result = resultPayload ? large.get(resultKey(id)) : record.result;
  return {
    id,
    name,
    state,
    ...(result === undefined ? {} : { result }),
    ...(shed ? { shed: true as const } : {}),
    ...(error ? { error } : {}),
  };
}

function endOfBatch(batch: BatchRecord): ParentEnd {
  const { id, name, state } = batch;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    // One that goes on again has members in line.
    state: isFinal(state) ? state : "enqueued",
    counts: countsOf(batch, 0),
  };
}
