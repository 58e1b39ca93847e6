import type { JobNotice, Notice } from "../../job/notice.ts";
import { expiresAt } from "../../job/place.ts";
import type { JobRecord } from "../../job/record.ts";
import type { JobState } from "../../job/state.ts";

/** Notices of one commit; beyond this many it is cheaper to read again than to be told of each. */
const NOTICES_LIMIT = 500;

/** What is told of a job's move. */
export function noticeOf(
  job: JobRecord,
  state: JobNotice["state"],
  previous: JobState | undefined,
  at: number,
): JobNotice {
  const expires = state === job.state ? expiresAt(job) : undefined;
  return {
    type: "job",
    id: job.id,
    name: job.name,
    queue: job.queue,
    state,
    at,
    ...(previous === undefined ? {} : { previous }),
    ...(state === "scheduled" && job.scheduledFor !== undefined ? { dueAt: job.scheduledFor } : {}),
    ...(state === "enqueued" && job.better !== undefined ? { dueAt: job.better } : {}),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    ...(job.recurringId === undefined ? {} : { recurringId: job.recurringId }),
  };
}

/** The notices of one commit, or one that stands for all when there are too many to be worth telling. */
export function inShort(notices: readonly Notice[], at: number): readonly Notice[] {
  if (notices.length <= NOTICES_LIMIT) return notices;
  const due = notices.flatMap((notice) =>
    "dueAt" in notice && notice.dueAt !== undefined ? [notice.dueAt] : [],
  );
  // Whoever runs a job must be told that it was deleted, or its handler goes on; there are no more of these than workers.
  const stopped = notices.filter((notice) =>
    notice.type === "job"
      ? notice.state === "deleted" && notice.previous === "processing"
      : notice.type === "chore" || notice.type === "batch",
  );
  return [
    { type: "many", count: notices.length, at, ...(due.length > 0 ? { dueAt: Math.min(...due) } : {}) },
    ...stopped,
  ];
}
