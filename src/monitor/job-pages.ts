import { expectOption } from "../errors/expect-option.ts";
import type { Job } from "../job/job.ts";
import { runningJobs } from "../job/lease.ts";
import type { JobRecord } from "../job/record.ts";
import { snapshot } from "../job/snapshot.ts";
import type { JobState } from "../job/state.ts";
import { readJobs, readStretch } from "../operations/reads/queries.ts";
import { orderKey } from "../operations/reads/read-all.ts";
import type { Stretch, StretchPosition } from "../operations/reads/stretch.ts";
import type { Storage } from "../storage/storage.ts";
import { sortableTime } from "../time/sortable.ts";
import { checkJobQuery, matcherOf, spanOf } from "./job-filter.ts";
import type { JobPage, JobQuery } from "./monitor-api.ts";
import type { World } from "./world.ts";

const DEFAULT_LIMIT = 50;
/** Records that a query no index serves looks at before it answers what it has; the page's `next` goes on from there. */
const LOOK_LIMIT = 5_000;
/**
 * Records of a search's first transaction, and of its largest: each has twice as many as the one before. Beside a worker
 * that drains, a read waits as long for its turn whatever it reads, and a larger one would be felt in a frame.
 */
const SEARCH_STRETCH = { first: 200, largest: 800 };

/** One page of a list of jobs, read along an index from where the page before ended. */
export async function readPage(storage: Storage, world: World, query: JobQuery): Promise<JobPage> {
  checkJobQuery(query);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const reverse = (query.order ?? "newest") === "newest";
  const list = listOf(query);
  const matches = matcherOf(query);
  const isBehind = endOf(query, list, reverse);
  let stretchLimit = matches ? Math.max(limit, SEARCH_STRETCH.first) : limit + 1;
  const found: Job[] = [];
  let position = await positionOf(storage, query);
  let looked = 0;
  let next: string | undefined;
  for (;;) {
    const stretch: Stretch = await storage.run(readStretch, {
      reverse,
      limit: stretchLimit,
      ...(list === "retries"
        ? { retries: true }
        : list === "ids"
          ? { prefix: query.id! }
          : list === "all"
            ? {}
            : list === "batch"
              ? { batch: query.batchId! }
              : { state: list }),
      ...(position ? { after: position } : {}),
    });
    const running = runningJobs(stretch.leases);
    const surroundings = await world(stretch, stretch.records, running);
    for (const record of stretch.records) {
      if (isBehind?.(record)) return Object.assign(found, { looked });
      if (found.length === limit) {
        next = cursorOf(position);
        break;
      }
      looked += 1;
      position = placeOf(record, list, running.get(record.id)?.entry.since);
      const job = snapshot(record, running.get(record.id), surroundings);
      if (!matches || matches(job)) found.push(job);
    }
    if (next !== undefined || !stretch.more) break;
    if (!stretch.last) break;
    position = placeOf(stretch.last, list);
    if (found.length === limit || looked >= LOOK_LIMIT) {
      next = cursorOf(position);
      break;
    }
    if (matches) stretchLimit = Math.min(2 * stretchLimit, SEARCH_STRETCH.largest, LOOK_LIMIT - looked);
  }
  return Object.assign(found, { looked, ...(next === undefined ? {} : { next }) });
}

/** Which list is read: a state's own, all jobs, those that wait for a retry, a batch's members, or a range of ids. */
type List = JobState | "all" | "retries" | "batch" | "ids";

const listOf = ({ id, retries, batchId, state }: JobQuery): List =>
  id !== undefined ? "ids" : retries ? "retries" : batchId !== undefined ? "batch" : (state ?? "all");

/** Where a list that is in the order of creation can't hold anything more that fits; an id is never older than its job. */
function endOf(query: JobQuery, list: List, reverse: boolean): ((record: JobRecord) => boolean) | undefined {
  const { createdAfter } = spanOf(query);
  if (createdAfter === undefined || list !== "all" || !reverse) return undefined;
  const end = sortableTime(Math.max(0, createdAfter));
  return (record) => orderKey(record) < end;
}

const CURSOR = /^~(-?\d+)~(\d+)$/;
const RUNNING_CURSOR = /^~(\d+)@(.+)$/;

function cursorOf(position: StretchPosition | undefined): string | undefined {
  if (!position) return undefined;
  if ("since" in position) return `~${position.since}@${position.id}`;
  if ("key" in position) return `~~${position.key}`;
  return "id" in position ? position.id : `~${position.time}~${position.sequence}`;
}

function placeOf(record: JobRecord, list: List, since?: number): StretchPosition {
  if (since !== undefined && list === "processing") return { since, id: record.id };
  if (list === "all") return { key: orderKey(record) };
  if (list === "ids") return { key: record.id };
  if (list === "batch") return { time: 0, sequence: record.batch?.[1] ?? 0 };
  if (list === "processing") return { id: record.id };
  const [, time, sequence] = record.list ?? record.ready ?? ["", 0, 0];
  return { time, sequence };
}

/** Where `after` points: a cursor of ours, or the id of a job, which is looked up. */
async function positionOf(storage: Storage, query: JobQuery): Promise<StretchPosition | undefined> {
  const { after, state } = query;
  if (after === undefined) return undefined;
  const list = listOf(query);
  const cursor = CURSOR.exec(after);
  if (cursor) return { time: Number(cursor[1]), sequence: Number(cursor[2]) };
  const begun = RUNNING_CURSOR.exec(after);
  if (begun && list === "processing") return { since: Number(begun[1]), id: begun[2]! };
  if (after.startsWith("~~")) return { key: after.slice(2) };
  if (list === "processing") return { id: after };
  const [found] = (await storage.run(readJobs, { ids: [after] })).jobs;
  const record = found?.record;
  expectOption(
    record !== undefined && (state === undefined || record.state === state),
    "monitor.jobs",
    "after",
    after,
    `a page's next, or the id of a job${state === undefined ? "" : ` that is ${state}`}`,
  );
  return placeOf(record!, list);
}
