import { isFinal } from "../job/state.ts";
import type { Operation } from "./operation.ts";
import { lapse } from "./work/lapse.ts";
import { JOB_TABLES, openWork } from "./work/work.ts";

/** A person doesn't want to wait for what jobs only prefer. Answers for each whether there was such a wait to end. */
export const waivePreferences: Operation<{ now: number; ids: readonly string[] }, boolean[]> = {
  name: "waive-preferences",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, ids }) {
    const work = yield* openWork(now);
    yield* work.load(ids);
    const waived = ids.map((id) => {
      const job = work.record(id);
      if (!job?.prefers || job.prefers.lapsed || isFinal(job.state) || work.running.has(id)) return false;
      lapse(work, job);
      work.notify({ type: "queue", name: job.queue, at: now });
      return true;
    });
    yield* work.settle();
    return work.decision(waived);
  },
};
