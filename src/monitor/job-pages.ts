import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import type { Job } from "../job/job.ts";
import { runningJobs } from "../job/lease.ts";
import type { JobRecord } from "../job/record.ts";
import { snapshot } from "../job/snapshot.ts";
import { JOB_STATES, type JobState } from "../job/state.ts";
import { readJob, readStretch } from "../operations/queries.ts";
import { orderKey } from "../operations/read-all.ts";
import type { Stretch, StretchPosition } from "../operations/stretch.ts";
import type { Storage } from "../storage/storage.ts";
import type { JobPage, JobQuery } from "./monitor-api.ts";
import type { World } from "./world.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;
/** Records that a query no index serves looks at before it answers what it has; the page's `next` goes on from there. */
const LOOK_LIMIT = 5_000;
const QUERY_OPTIONS = ["state", "queue", "name", "tag", "recurringId", "search", "order", "limit", "after"];

/** One page of a list of jobs, read along an index from where the page before ended. */
export async function readPage(storage: Storage, world: World, query: JobQuery): Promise<JobPage> {
  checkQuery(query);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const reverse = (query.order ?? "newest") === "newest";
  const matches = matcher(query);
  const stretchLimit = matches ? Math.max(limit, 200) : limit + 1;
  const found: Job[] = [];
  let position = await positionOf(storage, query);
  let looked = 0;
  let next: string | undefined;
  for (;;) {
    const stretch: Stretch = await storage.run(readStretch, {
      reverse,
      limit: stretchLimit,
      ...(query.state === undefined ? {} : { state: query.state }),
      ...(position ? { after: position } : {}),
    });
    const surroundings = await world(stretch);
    const running = runningJobs(stretch.leases);
    for (const record of stretch.records) {
      if (found.length === limit) {
        next = cursorOf(position);
        break;
      }
      looked += 1;
      position = placeOf(record, query.state, running.get(record.id)?.entry.since);
      const job = snapshot(record, running.get(record.id), surroundings);
      if (!matches || matches(job)) found.push(job);
    }
    if (next !== undefined || !stretch.more) break;
    if (!stretch.last) break;
    position = placeOf(stretch.last, query.state);
    if (found.length === limit || looked >= LOOK_LIMIT) {
      next = cursorOf(position);
      break;
    }
  }
  return Object.assign(found, { looked, ...(next === undefined ? {} : { next }) });
}

const WORDS = ["queue", "name", "tag", "recurringId", "search", "after"] as const;

function checkQuery(query: JobQuery): void {
  const call = "monitor.jobs";
  expectOption(typeof query === "object" && query !== null, call, "query", query, "an object");
  expectKnownOptions(call, query, QUERY_OPTIONS);
  const { state, limit, order } = query;
  if (state !== undefined)
    expectOption(JOB_STATES.includes(state), call, "state", state, JOB_STATES.join(", "));
  if (limit !== undefined) {
    const ok = Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT;
    expectOption(ok, call, "limit", limit, `an integer from 1 to ${MAX_LIMIT}`);
  }
  for (const option of WORDS) {
    const word = query[option];
    expectOption(word === undefined || typeof word === "string", call, option, word, "a text");
  }
  if (order !== undefined)
    expectOption(order === "newest" || order === "oldest", call, "order", order, "'newest' or 'oldest'");
}

function matcher({ queue, name, tag, recurringId, search }: JobQuery): ((job: Job) => boolean) | undefined {
  const words = search?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  if (
    queue === undefined &&
    name === undefined &&
    tag === undefined &&
    recurringId === undefined &&
    words.length === 0
  ) {
    return undefined;
  }
  return (job) => {
    if (queue !== undefined && job.queue !== queue) return false;
    if (name !== undefined && job.name !== name) return false;
    if (tag !== undefined && !job.tags.includes(tag)) return false;
    if (recurringId !== undefined && job.recurringId !== recurringId) return false;
    if (words.length === 0) return true;
    const text = searchText(job);
    return words.every((word) => text.includes(word));
  };
}

function searchText(job: Job): string {
  const { id, name, displayName, queue, tags, error, history } = job;
  const reasons = history.map((entry) => entry.reason ?? "");
  return [id, name, displayName, queue, ...tags, error?.name ?? "", error?.message ?? "", ...reasons]
    .join("\n")
    .toLowerCase();
}

const CURSOR = /^~(-?\d+)~(\d+)$/;
const RUNNING_CURSOR = /^~(\d+)@(.+)$/;

function cursorOf(position: StretchPosition | undefined): string | undefined {
  if (!position) return undefined;
  if ("since" in position) return `~${position.since}@${position.id}`;
  if ("key" in position) return `~~${position.key}`;
  return "id" in position ? position.id : `~${position.time}~${position.sequence}`;
}

function placeOf(record: JobRecord, state: JobState | undefined, since?: number): StretchPosition {
  if (since !== undefined && state === "processing") return { since, id: record.id };
  if (state === undefined) return { key: orderKey(record) };
  if (state === "processing") return { id: record.id };
  const [, time, sequence] = record.list ?? record.ready ?? ["", 0, 0];
  return { time, sequence };
}

/** Where `after` points: a cursor of ours, or the id of a job, which is looked up. */
async function positionOf(
  storage: Storage,
  { after, state }: JobQuery,
): Promise<StretchPosition | undefined> {
  if (after === undefined) return undefined;
  const cursor = CURSOR.exec(after);
  if (cursor) return { time: Number(cursor[1]), sequence: Number(cursor[2]) };
  const begun = RUNNING_CURSOR.exec(after);
  if (begun && state === "processing") return { since: Number(begun[1]), id: begun[2]! };
  if (state === undefined && after.startsWith("~~")) return { key: after.slice(2) };
  if (state === "processing") return { id: after };
  const { record } = await storage.run(readJob, { id: after });
  expectOption(
    record !== undefined && (state === undefined || record.state === state),
    "monitor.jobs",
    "after",
    after,
    `a page's next, or the id of a job${state === undefined ? "" : ` that is ${state}`}`,
  );
  return placeOf(record!, state);
}
