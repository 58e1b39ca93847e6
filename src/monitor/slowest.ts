import type { Storage } from "../storage/storage.ts";
import type { SlowJob } from "./monitor-api.ts";
import { readNewest } from "./newest.ts";

/** Succeeded jobs that are looked at, the newest: enough to tell what is slow now. */
const LOOKED_AT = 500;

/** Which of the newest succeeded jobs took longest, at most ten, slowest first. */
export async function readSlowest(storage: Storage): Promise<SlowJob[]> {
  const records = await readNewest(storage, "succeeded", LOOKED_AT);
  return records
    .flatMap(({ id, name, displayName = name, startedAt, finishedAt }) =>
      startedAt === undefined || finishedAt === undefined
        ? []
        : [{ id, name, displayName, duration: finishedAt - startedAt, finishedAt }],
    )
    .sort((a, b) => b.duration - a.duration)
    .slice(0, 10);
}
