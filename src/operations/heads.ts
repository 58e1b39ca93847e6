import type { JobRecord } from "../job/record.ts";
import { type Deciding, lists } from "./operation.ts";

/**
 * The first jobs of several lanes of equal precedence, by priority, then age. Each lane is read a little way; where one
 * is exhausted before the limit is reached the choice ends there, since its next job might come before the others'.
 */
export function* heads(
  keys: readonly string[],
  limit: number,
  busy: ReadonlyMap<string, number>,
  passed: ReadonlySet<string>,
): Deciding<{ jobs: JobRecord[]; more: boolean }> {
  const each = Math.max(1, Math.ceil((limit * 2) / (keys.length + 1)));
  const sizes = keys.map((key) => Math.min(each, limit) + (busy.get(key) ?? 0));
  const rows = yield* lists(
    "jobs",
    keys.map((key, i) => ({ index: "ready" as const, lower: [key], upper: [key, []], limit: sizes[i]! })),
  );
  const queues = rows.map((jobs, i) => ({
    jobs: jobs.filter((job) => !passed.has(job.id)),
    complete: jobs.length < sizes[i]!,
  }));
  const chosen: JobRecord[] = [];
  while (chosen.length < limit) {
    if (chosen.length > 0 && queues.some((queue) => queue.jobs.length === 0 && !queue.complete)) break;
    let best: (typeof queues)[number] | undefined;
    for (const queue of queues) {
      const head = queue.jobs[0];
      if (head && (!best || before(head, best.jobs[0]!))) best = queue;
    }
    if (!best) break;
    chosen.push(best.jobs.shift()!);
  }
  return { jobs: chosen, more: queues.some((queue) => queue.jobs.length > 0 || !queue.complete) };
}

const before = (a: JobRecord, b: JobRecord): boolean =>
  a.priority !== b.priority ? a.priority > b.priority : a.sequence < b.sequence;
