import type { Job } from "../../job/job.ts";
import type { Monitor } from "../../monitor/monitor-api.ts";
import { matching } from "../controllers/page-reader.ts";

/** A batch's failed jobs, page by page, and after them those of the batches in it. */
export async function* failedOf(
  monitor: Pick<Monitor, "jobs" | "batches">,
  batchId: string,
): AsyncGenerator<readonly Job[]> {
  yield* matching(monitor, { batchId, state: "failed" });
  let after: string | undefined;
  do {
    const nested = await monitor.batches({ parentId: batchId, ...(after === undefined ? {} : { after }) });
    for (const { id, counts } of nested) if (counts.failed > 0) yield* failedOf(monitor, id);
    after = nested.next;
  } while (after !== undefined);
}
