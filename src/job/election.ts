import { type Transition, withAttempt } from "./enter.ts";
import type { Election } from "./filter.ts";
import { withLastLine } from "./history.ts";
import type { JobMeta } from "./meta.ts";
import type { JobRecord } from "./record.ts";
import { isFinal, type StoredState } from "./state.ts";

/** What filters made of a change: where the job goes instead, and what travels with it from now on. */
export interface Elected {
  election?: Election;
  meta?: JobMeta;
}

/**
 * The change that filters have elected, made of the one that was to be. The job has never been in the state it was sent
 * away from; its line of history names that as `instead`.
 */
export function elected(candidate: Transition, { election, meta }: Elected, now: number): Transition {
  const job = meta === undefined ? candidate.job : withMeta(candidate.job, meta);
  if (!election) return { ...candidate, job };
  const dueAt = election.state === "scheduled" && election.at > now ? election.at : undefined;
  const state: StoredState =
    election.state === "scheduled" && dueAt === undefined ? "enqueued" : election.state;
  const queue = "queue" in election ? election.queue : undefined;
  const { finishedAt: _finished, ...rest } = withOutcome(job, election);
  const line = job.history.at(-1);
  const entry = {
    state,
    // That of a job which a page has left tells of its call.
    at: line?.at ?? now,
    reason: election.reason ?? "Elected by a filter.",
    data: {
      ...line?.data,
      instead: candidate.job.state,
      ...(dueAt === undefined ? {} : { dueAt }),
    },
  };
  const next: JobRecord = {
    ...rest,
    state,
    ...(queue === undefined ? {} : { queue }),
    ...(dueAt === undefined ? {} : { scheduledFor: dueAt }),
    history: withLastLine(job.history, entry),
  };
  return {
    job: isFinal(state) ? { ...next, finishedAt: now } : withAttempt(next),
    toEndOfLine: state === "enqueued",
    ...(isFinal(state) ? { settled: state } : {}),
  };
}

/** A success has no error, and nothing else has a result. */
function withOutcome(job: JobRecord, election: Election): JobRecord {
  const { result, resultPayload, error, ...rest } = job;
  switch (election.state) {
    case "succeeded": {
      if (election.result !== undefined) return { ...rest, result: election.result };
      if (job.state !== "succeeded") return rest;
      return {
        ...rest,
        ...(result === undefined ? {} : { result }),
        ...(resultPayload ? { resultPayload } : {}),
      };
    }
    case "failed": {
      const message = election.reason ?? "A filter decided that it has failed.";
      return { ...rest, error: election.error ?? error ?? { name: "Error", message } };
    }
    default:
      return { ...rest, ...(error ? { error } : {}) };
  }
}

function withMeta(job: JobRecord, meta: JobMeta): JobRecord {
  const { meta: _meta, ...rest } = job;
  return Object.keys(meta).length === 0 ? rest : { ...rest, meta };
}
