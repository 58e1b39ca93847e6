import type { JobRecord } from "../../job/record.ts";
import type { RecurringRecord } from "../../recurring/recurring-job.ts";
import { type Change, type Deciding, getMany } from "../operation.ts";

/** The recurring definitions one operation reads and changes, beside the jobs in its Work. */
export class Definitions {
  readonly #known = new Map<string, RecurringRecord | undefined>();
  readonly #changed = new Set<string>();

  /** Those that this operation has changed and not yet written. */
  changed(): RecurringRecord[] {
    return [...this.#changed].flatMap((id) => this.#known.get(id) ?? []);
  }

  save(record: RecurringRecord): void {
    this.#known.set(record.id, record);
    this.#changed.add(record.id);
  }

  /** The changes, once. */
  take(): Change[] {
    const changes: Change[] = this.changed().map((value) => ({ kind: "put", table: "recurring", value }));
    this.#changed.clear();
    return changes;
  }

  /** Runs of definitions have ended: their outcome outlives the jobs. */
  *recordRuns(ended: readonly JobRecord[]): Deciding<void> {
    const runs = ended.filter((job) => job.recurringId !== undefined);
    if (runs.length === 0) return;
    const ids = [...new Set(runs.map((job) => job.recurringId!))].filter((id) => !this.#known.has(id));
    const rows = yield* getMany("recurring", ids);
    for (const [i, id] of ids.entries()) this.#known.set(id, rows[i]);
    for (const job of runs) {
      const definition = this.#known.get(job.recurringId!);
      const at = definition?.runs.findIndex((run) => run.jobId === job.id) ?? -1;
      if (!definition || at < 0) continue;
      const started = job.startedAt === undefined ? {} : { startedAt: job.startedAt };
      const run = { ...definition.runs[at]!, outcome: job.state, ...started };
      this.save({ ...definition, runs: definition.runs.with(at, run) });
    }
  }
}
