import type { JobEvent } from "../../job/event.ts";
import { isFinal } from "../../job/state.ts";
import { stands, uniqueKeyOf } from "../../job/uniqueness.ts";
import type { Deciding } from "../operation.ts";
import { jobsOfKeys } from "./job-group.ts";
import type { Work } from "./work.ts";

/** Says whether a job that has ended may begin anew; whoever may stands for its unique key from then on. */
export type Revival = (id: string) => boolean;

/**
 * A job that has ended and is begun anew stands for its unique key again. If another has taken its place meanwhile, two
 * would stand side by side: then it stays as it is. Read only where there is such a key.
 */
export function* revivals(
  work: Work,
  ids: readonly string[],
  event: Pick<JobEvent, "type">,
): Deciding<Revival> {
  if (event.type === "deleted") return () => true;
  const keyOf = (id: string): string | undefined => {
    const job = work.record(id);
    if (!job?.unique || !isFinal(job.state) || typeof job.unique.while === "number") return undefined;
    return uniqueKeyOf(job);
  };
  const jobs = yield* jobsOfKeys(ids.flatMap((id) => keyOf(id) ?? []));
  const standing = jobs.filter((job) => stands(job, work.running.has(job.id), work.now));
  const taken = new Set(standing.map((job) => job.uniqueKey));
  return (id) => {
    const key = keyOf(id);
    if (key === undefined) return true;
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  };
}
