import type { JobRecord } from "../../../src/job/record.ts";
import { isFinal } from "../../../src/job/state.ts";

/**
 * What was created while another stood for its key until its end: two that stand at once are seldom seen in the act. One
 * that is replaced has given its key up. Holds only where the clock was never set.
 */
export function createdBeside(jobs: readonly JobRecord[]): string[] {
  const found: string[] = [];
  for (const job of jobs) {
    const begunAnew = job.history.slice(0, -1).some((line) => isFinal(line.state));
    if (job.unique?.while !== "unfinished" || begunAnew) continue;
    const end = job.finishedAt ?? Number.POSITIVE_INFINITY;
    const other = jobs.find(
      ({ name, unique, createdAt }) =>
        name === job.name && unique?.key === job.unique?.key && createdAt > job.createdAt && createdAt < end,
    );
    if (other) found.push(`${other.id} was created while ${job.id} stood for '${job.unique.key}'`);
  }
  return found;
}
