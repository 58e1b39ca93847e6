import type { JobRecord } from "./record.ts";
import { isFinal } from "./state.ts";

/** What a new job does when one with its key stands. */
export type OnConflict = "keep" | "replace" | "reject";

/** The index key: keys of different jobs don't meet, but those of a job's former names do. A name has no blank. */
export const uniqueKeyOf = ({ name, unique }: Pick<JobRecord, "name" | "unique">): string | undefined =>
  unique && `${unique.of ?? name} ${unique.key}`;

/** Whether a job still stands for its unique key. */
export function stands(job: JobRecord, running: boolean, now: number): boolean {
  const { unique } = job;
  if (!unique) return false;
  if (typeof unique.while === "number") return unique.while > now;
  if (isFinal(job.state)) return false;
  return unique.while === "unfinished" || !running;
}
