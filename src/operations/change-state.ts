import type { JobEvent } from "../job/event.ts";
import type { JobState } from "../job/state.ts";
import type { Operation } from "./operation.ts";
import { revivals } from "./work/revivals.ts";
import { JOB_TABLES, openWork } from "./work/work.ts";

export interface ChangeStateInput {
  now: number;
  ids: readonly string[];
  event: Extract<JobEvent, { type: "requeued" | "rescheduled" | "deleted" }>;
  /** Only those that are in one of these states now. Absent: in any. */
  expected?: readonly JobState[];
}

/**
 * What a person or an app does to jobs: requeue, reschedule, delete. Answers for each whether it was applied. A job
 * that runs is deleted at once: its lease ends, its server is told and refuses what the handler still answers.
 */
export const changeState: Operation<ChangeStateInput, boolean[]> = {
  name: "change-state",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, ids, event, expected }) {
    // A deletion can't be refused: it must go through at sign-out, whatever a filter thinks of it.
    const work = yield* openWork(now, { refusable: event.type !== "deleted" });
    yield* work.load(ids);
    const isExpected = (id: string): boolean => {
      const state = work.running.has(id) ? "processing" : work.record(id)?.state;
      return !expected || (state !== undefined && expected.includes(state));
    };
    const revives = yield* revivals(work, ids, event);
    const applied = ids.map((id) => isExpected(id) && revives(id) && work.apply(id, event));
    yield* work.settle();
    return work.decision(applied);
  },
};
