import { comesBefore, isConcurrency, isQueueLimit } from "../../src/job/limit.ts";
import type { JobRecord } from "../../src/job/record.ts";
import { placesOfJob } from "../../src/operations/work/limit-rows.ts";
import { type Check, type Store, totalsOf } from "./audit.ts";

interface Line {
  ahead: number;
  behind: number;
  /** Of these, the ones that don't run. */
  idleAhead: number;
  idleBehind: number;
  /** The first of each. */
  firstAhead?: JobRecord;
  firstBehind?: JobRecord;
}

const noLine: Line = { ahead: 0, behind: 0, idleAhead: 0, idleBehind: 0 };

/** Lines behind limits are as a recount says; somebody stands in front of each that is open; nothing empty is kept. */
export function checkLimits(store: Store, check: Check): void {
  const running = new Set(store.leases.flatMap((row) => row.jobs.map(({ id }) => id)));
  const lines = recount(store.jobs, running);
  const kept = new Map<string, number>();
  for (const { limits = [], slot, state } of store.jobs) {
    const id = limits.find((limit) => isConcurrency(limit.id))?.id ?? "";
    if (slot) kept.set(id, (kept.get(id) ?? 0) + 1);
    check(!slot || state === "enqueued" || state === "scheduled", `${state} and keeps a place`);
  }
  const rows = new Map(store.limits.map((row) => [row.id, row]));
  for (const [id, each] of lines) {
    for (const [parent, { ahead, behind, idleAhead, idleBehind, firstAhead, firstBehind }] of each) {
      const known = rows.get(id)?.lines[parent];
      const counted = `${ahead} ahead, ${behind} behind`;
      check(
        known?.ahead === ahead && known.behind === behind,
        `${id} behind ${parent}: ${counted}, its row says ${JSON.stringify(known)}`,
      );
      const row = rows.get(id);
      const shut = row?.due?.[0] === "opens" || (row?.kept ?? 0) >= (row?.limit ?? 1);
      check(
        shut || idleBehind === 0 || idleAhead > 0,
        `nobody stands in front of the line ${id} behind ${parent}`,
      );
      check(
        shut || !firstAhead || !firstBehind || !comesBefore(firstBehind, firstAhead),
        `${firstBehind?.id} stands in the line ${id} behind ${parent}, and comes before all in front of it`,
      );
    }
  }
  for (const row of store.limits) {
    for (const parent of Object.keys(row.lines))
      check(
        lines.get(row.id)?.has(parent) ?? false,
        `${row.id} has a line behind ${parent} in which nobody is`,
      );
    check((row.kept ?? 0) === (kept.get(row.id) ?? 0), `${row.id} says that ${row.kept} keep their place`);
    const isUsed = Object.keys(row.lines).length > 0 || row.kept || row.starts || isQueueLimit(row.id);
    check(Boolean(isUsed), `${row.id} is kept for nothing`);
  }
  checkTotals(store, check);
}

function checkTotals(store: Store, check: Check): void {
  const { behind = {}, opensAt } = totalsOf(store);
  const counts: Record<string, number> = {};
  for (const { state, depth, queue } of store.jobs) {
    check(depth === undefined || state === "enqueued", `a job is ${state} and stands in line`);
    if (depth) counts[queue] = (counts[queue] ?? 0) + 1;
  }
  const sorted = (of: Record<string, number>): string => JSON.stringify(Object.entries(of).sort());
  check(
    sorted(counts) === sorted(behind),
    `in line are ${sorted(counts)}, the counter says ${sorted(behind)}`,
  );
  const opens = store.limits.flatMap(({ due }) => (due?.[0] === "opens" ? [due[1]] : []));
  const first = Math.min(...opens);
  check(
    (opensAt ?? Number.POSITIVE_INFINITY) <= first,
    `a limit opens at ${first}, the totals say ${opensAt}`,
  );
}

function recount(jobs: readonly JobRecord[], running: ReadonlySet<string>): Map<string, Map<string, Line>> {
  const lines = new Map<string, Map<string, Line>>();
  for (const job of jobs) {
    if (job.state !== "enqueued") continue;
    const { depth = 0 } = job;
    for (const { level, id, parent } of placesOfJob(job)) {
      if (level < depth) continue;
      const of = lines.get(id) ?? new Map<string, Line>();
      lines.set(id, of);
      const line = { ...(of.get(parent) ?? noLine) };
      of.set(parent, line);
      const where = level === depth ? "behind" : "ahead";
      line[where] += 1;
      if (running.has(job.id)) continue;
      line[where === "behind" ? "idleBehind" : "idleAhead"] += 1;
      const first = where === "behind" ? "firstBehind" : "firstAhead";
      if (!line[first] || comesBefore(job, line[first])) line[first] = job;
    }
  }
  return lines;
}
