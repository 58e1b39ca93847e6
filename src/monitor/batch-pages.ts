import { expectOption } from "../errors/expect-option.ts";
import { expectId } from "../job/names.ts";
import type { Rules } from "../job/option-rules.ts";
import type { BatchState } from "../job/state.ts";
import { readBatches, readBatchPlace } from "../operations/reads/read-batches.ts";
import type { Storage } from "../storage/storage.ts";
import { aText, checkQuery, pageLimit, stateOf } from "./check-query.ts";
import type { BatchPage, BatchQuery } from "./monitor-api.ts";

const CALL = "monitor.batches";
const DEFAULT_LIMIT = 50;
const STATES: readonly BatchState[] = ["awaiting", "running", "succeeded", "failed", "deleted"];
const RULES: Rules = {
  state: stateOf(STATES),
  parentId: (call, _, id) => expectId(call, id),
  limit: pageLimit,
  after: aText(),
};

/** One page of batches, read along an index from where the page before ended. */
export async function readBatchPage(storage: Storage, query: BatchQuery): Promise<BatchPage> {
  checkQuery(CALL, query, RULES);
  const { state, parentId, limit = DEFAULT_LIMIT } = query;
  const after = await positionOf(storage, query.after);
  const { batches, next } = await storage.run(readBatches, { limit, state, parentId, after });
  return Object.assign(batches, next === undefined ? {} : { next: `~${next}` });
}

const CURSOR = /^~(\d+)$/;

/** Where `after` points: a cursor of ours, or the id of a batch, which is looked up. */
async function positionOf(storage: Storage, after: string | undefined): Promise<number | undefined> {
  if (after === undefined) return undefined;
  const cursor = CURSOR.exec(after);
  if (cursor) return Number(cursor[1]);
  const place = await storage.run(readBatchPlace, { id: after });
  expectOption(place !== undefined, CALL, "after", after, "a page's next, or the id of a batch");
  return place;
}
