import type { JobEvent } from "../job/event.ts";
import type { Operation } from "./operation.ts";
import { JOB_TABLES, openWork } from "./work.ts";

export interface ChangeStateInput {
  now: number;
  ids: readonly string[];
  event: Extract<JobEvent, { type: "requeued" | "rescheduled" | "deleted" }>;
}

/**
 * What a person or an app does to jobs: requeue, reschedule, delete. Answers for each whether it was applied. A job
 * that runs is deleted at once: its lease ends, its server is told and refuses what the handler still answers.
 */
export const changeState: Operation<ChangeStateInput, boolean[]> = {
  name: "change-state",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, ids, event }) {
    // A deletion can't be refused: it must go through at sign-out, whatever a filter thinks of it.
    const work = yield* openWork(now, event.type !== "deleted");
    yield* work.load(ids);
    const applied = ids.map((id) => work.apply(id, event));
    yield* work.settle();
    return work.decision(applied);
  },
};
