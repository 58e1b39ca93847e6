import { isConcurrency } from "../../../src/job/limit.ts";
import type { Store } from "../../support/audit.ts";
import { METERED, metered } from "./jobs.ts";

const SECOND = 1_000;

/** What runs at this moment beyond what its key allows, kept places included. */
export function beyondLimits({ limits, leases }: Pick<Store, "limits" | "leases">): string[] {
  const running = leases.flatMap(({ jobs }) => jobs);
  return limits.flatMap(({ id, limit, kept = 0 }) => {
    if (!isConcurrency(id)) return [];
    const count = kept + running.filter((entry) => entry.limits?.includes(id) && !entry.slot).length;
    return count > limit ? [`${count} run of ${id}, which allows ${limit}`] : [];
  });
}

/** Begins of the metered jobs that came faster than their rate. Holds only where the clock was never set. */
export function tooFast({ jobs }: Pick<Store, "jobs">): string[] {
  const begins = jobs
    .filter(({ name }) => name === metered.name)
    .flatMap(({ history }) => history.filter(({ state }) => state === "processing").map(({ at }) => at))
    .sort((a, b) => a - b);
  return begins.flatMap((at, i) => {
    const before = begins[i - METERED];
    return before !== undefined && at - before < SECOND
      ? [`${METERED + 1} metered jobs began within ${at - before} ms`]
      : [];
  });
}
