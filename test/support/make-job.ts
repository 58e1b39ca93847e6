import type { JobDraft } from "../../src/job/draft.ts";
import type { LeaseEntry, LeaseRow } from "../../src/job/lease.ts";
import { placed } from "../../src/job/place.ts";
import type { JobRecord } from "../../src/job/record.ts";
import type { ServerRow } from "../../src/operations/tables.ts";

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** A round moment, and the begin of an hour. */
export const NOON = Date.UTC(2027, 0, 1, 12);

/** What a call hands to the storage, with defaults for all that a test doesn't care about. */
export function makeDraft(over: Partial<JobDraft> = {}): JobDraft {
  return {
    id: "job",
    name: "send",
    queue: "default",
    priority: 0,
    maxAttempts: 11,
    ...over,
  };
}

/** A stored job with the index fields its state calls for. */
export function makeJob(over: Partial<JobRecord> = {}): JobRecord {
  const { id: _id, ...options } = makeDraft();
  const state = over.state ?? "enqueued";
  const ended = state === "succeeded" || state === "failed" || state === "deleted";
  return placed({
    ...options,
    id: "job",
    state,
    sequence: 1,
    attempts: 0,
    interruptions: 0,
    createdAt: NOON,
    ...(state === "scheduled" ? { scheduledFor: NOON + MINUTE } : {}),
    ...(state === "awaiting" ? { parents: [{ id: "parent", met: false }], on: "succeeded" as const } : {}),
    ...(ended ? { finishedAt: NOON } : {}),
    history: [{ state, at: NOON }],
    ...over,
    // A test that names a field gives it a value; the type of a part allows undefined.
  } as JobRecord);
}

/** A running job's entry in its server's lease. */
export function makeEntry(over: Partial<LeaseEntry> = {}): LeaseEntry {
  return { id: "job", token: 1, since: NOON, attempt: 1, lane: "default|send|", ...over };
}

export function makeLease(over: Partial<LeaseRow> = {}): LeaseRow {
  return { server: "server", token: 1, jobs: [makeEntry()], seenAt: NOON, ...over };
}

/** A server as it announces itself: alive by its lock, with a handler for `send`. */
export function makeServer(over: Partial<ServerRow> = {}): ServerRow {
  return {
    id: "server",
    kind: "service-worker",
    queues: [],
    workers: 4,
    handles: ["send"],
    startedAt: NOON,
    seenAt: NOON,
    locked: true,
    beats: false,
    ...over,
  };
}
