import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { expectId } from "../job/names.ts";
import type { BatchState } from "../job/state.ts";
import { readBatches, readBatchPlace } from "../operations/reads/read-batches.ts";
import type { Storage } from "../storage/storage.ts";
import type { BatchPage, BatchQuery } from "./monitor-api.ts";

const CALL = "monitor.batches";
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;
const STATES: readonly BatchState[] = ["awaiting", "running", "succeeded", "failed", "deleted"];

/** One page of batches, read along an index from where the page before ended. */
export async function readBatchPage(storage: Storage, query: BatchQuery): Promise<BatchPage> {
  checkQuery(query);
  const { state, parentId, limit = DEFAULT_LIMIT } = query;
  const after = await positionOf(storage, query.after);
  const { batches, next } = await storage.run(readBatches, {
    limit,
    ...(state === undefined ? {} : { state }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(after === undefined ? {} : { after }),
  });
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

function checkQuery(query: BatchQuery): void {
  expectOption(typeof query === "object" && query !== null, CALL, "query", query, "an object");
  expectKnownOptions(CALL, query, ["state", "parentId", "limit", "after"]);
  const { state, parentId, limit, after } = query;
  if (state !== undefined) expectOption(STATES.includes(state), CALL, "state", state, STATES.join(", "));
  if (parentId !== undefined) expectId(CALL, parentId);
  if (after !== undefined) expectOption(typeof after === "string", CALL, "after", after, "a text");
  if (limit === undefined) return;
  const ok = Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT;
  expectOption(ok, CALL, "limit", limit, `an integer from 1 to ${MAX_LIMIT}`);
}
