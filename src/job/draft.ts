import { sortableTime } from "../time/sortable.ts";
import { verdict } from "./continuation.ts";
import { isBatchId } from "./names.ts";
import type { JobRecord, ParentLink, ResolvedOptions, StoredUnique } from "./record.ts";
import { type ContinuationCondition, isFinal, type StoredState } from "./state.ts";
import type { OnConflict } from "./uniqueness.ts";

/** A job that is to be stored: all checked, cloned and decided, as plain data. */
export interface JobDraft extends ResolvedOptions {
  id: string;
  /** The app chose the id: enqueueing it again is answered with the job that stands. */
  ownId?: true;
  args?: unknown;
  /** The arguments are large and are stored apart, under this job's id. */
  payload?: true;
  /** Due at this instant; one in the past means at once. */
  dueAt?: number;
  /** Runs when these have ended as `on` says. */
  parents?: readonly string[];
  on?: ContinuationCondition;
  /** A continuation's wait after its release, milliseconds. */
  releaseDelay?: number;
  /** Only one such job may stand; what becomes of this one, or that one, if there is. */
  unique?: StoredUnique;
  onConflict?: OnConflict;
  /** When the call was made, where it is stored as a job only later, epoch milliseconds. */
  calledAt?: number;
  createdBy?: string;
  owner?: string;
  recurringId?: string;
  /** The batch it is to be a member of. */
  batchId?: string;
}

/** A draft with the arguments that are stored apart. */
export interface DraftWithPayload {
  draft: JobDraft;
  payload?: unknown;
}

/** As much of a parent, a job or a batch, as a new continuation must know. */
export interface Parent {
  id: string;
  state: StoredState;
  /** A batch that failed and can't succeed any more. */
  forGood?: boolean;
}

/**
 * The first record of a job. Its sequence, and with it its place in line, is given when it is stored.
 *
 * @param parents the parents' records in the order of `draft.parents`; a running one counts as not ended
 */
export function newJob(
  draft: JobDraft,
  now: number,
  parents: readonly Parent[],
  running: ReadonlySet<string>,
): JobRecord {
  const {
    ownId: _own,
    onConflict: _conflict,
    payload,
    dueAt,
    parents: _ids,
    on,
    args,
    calledAt,
    ...rest
  } = draft;
  const { batchId: _batch, ...given } = rest;
  const createdAt = Math.min(calledAt ?? now, now);
  const first = firstState(draft, now, parents, running);
  return {
    ...given,
    ...(payload ? { payload } : { args }),
    ...(draft.ownId ? { own: sortableTime(now) + draft.id } : {}),
    state: first.state,
    sequence: 0,
    attempts: 0,
    interruptions: 0,
    createdAt,
    ...(first.dueAt === undefined ? {} : { scheduledFor: first.dueAt }),
    ...(first.state === "deleted" ? { finishedAt: now } : {}),
    ...(first.links ? { parents: first.links, on: on ?? "succeeded" } : {}),
    history: [
      {
        state: first.state,
        at: createdAt,
        ...(first.reason === undefined ? {} : { reason: first.reason }),
        ...(first.state === "scheduled" ? { data: { dueAt: first.dueAt } } : {}),
      },
    ],
  };
}

interface FirstState {
  state: JobRecord["state"];
  dueAt?: number | undefined;
  links?: ParentLink[];
  reason?: string;
}

function firstState(
  draft: JobDraft,
  now: number,
  parents: readonly Parent[],
  running: ReadonlySet<string>,
): FirstState {
  const { dueAt, on = "succeeded", releaseDelay = 0 } = draft;
  if (!draft.parents) return { state: dueAt !== undefined && dueAt > now ? "scheduled" : "enqueued", dueAt };
  const verdicts = parents.map((parent) =>
    isFinal(parent.state) && !running.has(parent.id) ? verdict(on, parent.state, parent.forGood) : "waits",
  );
  const links = parents.map((parent, i) => ({ id: parent.id, met: verdicts[i] === "met" }));
  const doomed = verdicts.indexOf("doomed");
  if (doomed >= 0) {
    const reason = `It was to run when ${links[doomed]?.id} had ${on}, but that ${isBatchId(links[doomed]?.id ?? "") ? "batch" : "job"} was ${parents[doomed]?.state} already.`;
    return { state: "deleted", links, reason };
  }
  if (verdicts.includes("waits")) return { state: "awaiting", links, dueAt };
  const reason = "Its parent had ended already.";
  return releaseDelay > 0
    ? { state: "scheduled", dueAt: now + releaseDelay, links, reason }
    : { state: "enqueued", links, reason };
}
