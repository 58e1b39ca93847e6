import type { Job } from "../../src/job/job.ts";
import type { HistoryEntry, JobState } from "../../src/job/state.ts";
import { isFinal } from "../../src/job/state.ts";

let made = 0;

/** A job with what its state implies filled in; ids sort in the order they are made. */
export function makeJob(parts: Partial<Job> = {}): Job {
  made += 1;
  const state: JobState = parts.state ?? "enqueued";
  const createdAt = parts.createdAt ?? Date.now() - 60_000;
  const begun = state === "processing" || state === "succeeded" || state === "failed";
  const startedAt = parts.startedAt ?? (begun ? createdAt + 1_200 : undefined);
  const finishedAt = parts.finishedAt ?? (isFinal(state) ? (startedAt ?? createdAt) + 4_600 : undefined);
  const name = parts.name ?? "send-welcome";
  return {
    id: `j${String(made).padStart(6, "0")}`,
    name,
    queue: "default",
    priority: 0,
    state,
    args: { userName: "Ada" },
    attempt: begun ? 1 : 0,
    maxAttempts: 11,
    interruptions: 0,
    createdAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    parents: [],
    continuations: [],
    meta: {},
    tags: [],
    displayName: name,
    waitingFor: [],
    history: historyOf(state, createdAt, startedAt, finishedAt),
    ...parts,
  };
}

function historyOf(
  state: JobState,
  createdAt: number,
  startedAt?: number,
  finishedAt?: number,
): HistoryEntry[] {
  const history: HistoryEntry[] = [];
  if (state === "scheduled" || state === "awaiting") return [{ state, at: createdAt }];
  history.push({ state: "enqueued", at: createdAt });
  if (startedAt !== undefined)
    history.push({ state: "processing", at: startedAt, data: { attempt: 1, serverId: "sw-7f3c" } });
  if (finishedAt !== undefined) history.push({ state, at: finishedAt });
  return history;
}
