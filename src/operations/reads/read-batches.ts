import { type BatchInfo, batchInfo } from "../../batch/batch-info.ts";
import type { BatchRecord } from "../../batch/record.ts";
import type { LeaseRow } from "../../job/lease.ts";
import type { BatchState } from "../../job/state.ts";
import { answer, type Deciding, get, getMany, list, lists, type Operation } from "../operation.ts";

const STATES: readonly BatchState[] = ["awaiting", "running", "succeeded", "failed", "deleted"];

export interface BatchesInput {
  state?: BatchState | undefined;
  /** Only those in this batch. */
  parentId?: string | undefined;
  limit: number;
  /** The sequence of the last one seen. */
  after?: number | undefined;
}

export interface BatchesRead {
  batches: BatchInfo[];
  /** The sequence to go on behind; absent at the end. */
  next?: number;
}

/** A page of batches, newest first. */
export const readBatches: Operation<BatchesInput, BatchesRead> = {
  name: "read-batches",
  mode: "readonly",
  tables: ["batches", "leases"],
  *decide({ state, parentId, limit, after }) {
    const prefixes = parentId === undefined ? (state === undefined ? STATES : [state]) : [parentId];
    const stretch = limit + 1;
    const rows = yield* lists(
      "batches",
      prefixes.map((prefix) => ({
        index: parentId === undefined ? ("list" as const) : ("nest" as const),
        lower: [prefix],
        upper: after === undefined ? [prefix, []] : [prefix, after],
        upperOpen: after !== undefined,
        reverse: true,
        limit: stretch,
      })),
    );
    // One batch holds few others, so that of these the ones in a state are picked here.
    const wanted = rows.flat().filter((batch) => state === undefined || batch.state === state);
    const page = wanted.sort((a, b) => b.sequence - a.sequence).slice(0, limit);
    const more = wanted.length > limit || (parentId !== undefined && rows[0]?.length === stretch);
    const last = page.at(-1) ?? rows[0]?.at(-1);
    return answer({
      batches: yield* infosOf(page),
      ...(more && last ? { next: last.sequence } : {}),
    });
  },
};

export const readBatch: Operation<{ id: string }, BatchInfo | undefined> = {
  name: "read-batch",
  mode: "readonly",
  tables: ["batches", "leases"],
  *decide({ id }) {
    const batch = yield* get("batches", id);
    const [info] = batch ? yield* infosOf([batch]) : [];
    return answer(info);
  },
};

/** Where a batch stands in the order of all. */
export const readBatchPlace: Operation<{ id: string }, number | undefined> = {
  name: "read-batch-place",
  mode: "readonly",
  tables: ["batches"],
  *decide({ id }) {
    return answer((yield* get("batches", id))?.sequence);
  },
};

/** What runs is known from the leases; it is counted in its batch and in those around it. */
function* infosOf(batches: readonly BatchRecord[]): Deciding<BatchInfo[]> {
  const leases: LeaseRow[] = yield* list("leases");
  const running = leases.flatMap((row) => row.jobs.flatMap(({ batch }) => batch ?? []));
  const known = new Map(batches.map((batch) => [batch.id, batch]));
  const others = [...new Set(running)].filter((id) => !known.has(id));
  for (const batch of yield* getMany("batches", others)) if (batch) known.set(batch.id, batch);
  const processing = new Map<string, number>();
  for (const id of running) {
    for (const each of [id, ...(known.get(id)?.within ?? [])]) {
      processing.set(each, (processing.get(each) ?? 0) + 1);
    }
  }
  return batches.map((batch) => batchInfo(batch, processing.get(batch.id) ?? 0));
}
