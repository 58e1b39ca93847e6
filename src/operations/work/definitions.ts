import type { JobRecord } from "../../job/record.ts";
import type { Deciding } from "../operation.ts";
import { Known } from "./known.ts";

/** The recurring definitions one operation reads and changes, beside the jobs in its Work. */
export class Definitions extends Known<"recurring"> {
  constructor() {
    super("recurring");
  }

  /** Runs of definitions have ended: their outcome outlives the jobs. */
  *recordRuns(ended: readonly JobRecord[]): Deciding<void> {
    const runs = ended.filter((job) => job.recurringId !== undefined);
    yield* this.load(runs.map((job) => job.recurringId!));
    for (const job of runs) {
      const definition = this.get(job.recurringId!);
      const at = definition?.runs.findIndex((run) => run.jobId === job.id) ?? -1;
      if (!definition || at < 0) continue;
      const run = { ...definition.runs[at]!, outcome: job.state };
      this.save({ ...definition, runs: definition.runs.with(at, run) });
    }
  }
}
