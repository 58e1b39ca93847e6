import { readStretch } from "../operations/queries.ts";
import type { Storage } from "../storage/storage.ts";
import type { SlowJob } from "./monitor-api.ts";

/** Succeeded jobs that are looked at, the newest: enough to tell what is slow now, little enough to read at once. */
const LOOKED_AT = 500;

/** Which of the newest succeeded jobs took longest, at most ten, slowest first. */
export async function readSlowest(storage: Storage): Promise<SlowJob[]> {
  const { records } = await storage.run(readStretch, { state: "succeeded", reverse: true, limit: LOOKED_AT });
  return records
    .flatMap(({ id, name, displayName = name, startedAt, finishedAt }) =>
      startedAt === undefined || finishedAt === undefined
        ? []
        : [{ id, name, displayName, duration: finishedAt - startedAt, finishedAt }],
    )
    .sort((a, b) => b.duration - a.duration)
    .slice(0, 10);
}
