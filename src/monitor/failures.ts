import type { JobRecord } from "../job/record.ts";
import type { Storage } from "../storage/storage.ts";
import type { FailureGroup } from "./monitor-api.ts";
import { readNewest } from "./newest.ts";

/** Failed jobs that are looked at, the newest: enough to tell what goes wrong now. */
const LOOKED_AT = 1_000;
/** Ids that a group names. */
const SAMPLE = 10;

/** What went wrong lately, jobs of one name with the same error together, most first. */
export async function readFailures(storage: Storage): Promise<FailureGroup[]> {
  const records = await readNewest(storage, "failed", LOOKED_AT);
  const groups = new Map<string, FailureGroup>();
  for (const record of records) {
    const error = record.error ?? { name: "Error", message: record.history.at(-1)?.reason ?? "" };
    const message = normalised(error.message);
    const key = JSON.stringify([record.name, error.name, message]);
    const group = groups.get(key) ?? newGroup(record, error.name, message);
    groups.set(key, group);
    group.count += 1;
    group.firstAt = Math.min(group.firstAt, record.finishedAt ?? record.createdAt);
    if (group.jobs.length < SAMPLE) group.jobs.push(record.id);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.lastAt - a.lastAt);
}

function newGroup(
  { name, finishedAt, createdAt }: JobRecord,
  errorName: string,
  message: string,
): FailureGroup {
  // The newest comes first.
  const lastAt = finishedAt ?? createdAt;
  return { name, error: { name: errorName, message }, count: 0, lastAt, firstAt: lastAt, jobs: [] };
}

/** The message without what differs from job to job: ids, numbers, quoted words, addresses. */
export function normalised(message: string): string {
  return message
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "…")
    .replace(/(["'`“‘])[^"'`”’]{1,200}["'`”’]/g, "…")
    .replace(/\b(?=[a-z0-9-]*\d)[a-z0-9-]{8,}\b/gi, "…")
    .replace(/\d+(?:[.,]\d+)*/g, "…")
    .replace(/\s+/g, " ")
    .trim();
}
