import { isQueueLimit, type LimitRow } from "../../job/limit.ts";
import { answer, list, type Operation } from "../operation.ts";
import { runningByLimit } from "../work/limit-use.ts";

export interface LimitsRead {
  /**
   * Each with how many run of it, `entries` of the leases: those of them that keep their place are counted in the row,
   * and not in `running`.
   */
  limits: { row: LimitRow; running: number; entries: number }[];
  /** The id to go on behind; absent at the end. */
  next?: string | undefined;
}

/** The limits of keys by which jobs are limited now, in the order of their ids. */
export const readLimits: Operation<{ limit: number; after?: string | undefined }, LimitsRead> = {
  name: "read-limits",
  mode: "readonly",
  tables: ["limits", "leases"],
  *decide({ limit, after }) {
    const found = yield* list("limits", {
      // Those of whole queues lie between the two kinds, a row for each limited queue.
      lower: after,
      lowerOpen: true,
      limit: limit + 1,
    });
    const leases = yield* list("leases");
    const jobs = leases.flatMap((lease) => lease.jobs);
    const running = runningByLimit(jobs);
    const entries = new Map<string, number>();
    for (const id of jobs.flatMap((entry) => entry.limits ?? [])) entries.set(id, (entries.get(id) ?? 0) + 1);
    const rows = found.slice(0, limit);
    return answer({
      limits: rows
        .filter(({ id }) => !isQueueLimit(id))
        .map((row) => ({
          row,
          running: running.get(row.id) ?? 0,
          entries: entries.get(row.id) ?? 0,
        })),
      next: found.length > limit ? rows.at(-1)?.id : undefined,
    });
  },
};
