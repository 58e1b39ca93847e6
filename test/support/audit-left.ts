import { LEFT } from "../../src/operations/left.ts";
import type { Check, Store } from "./audit.ts";

/** What a draft may not have that is left before the rules are there: each of it may be refused, or answered with another id. */
const RULED = ["unique", "onConflict", "parents", "on", "releaseDelay", "batchId", "recurringId"] as const;

/** What pages have left: the jobs of one call, whole and such as no rule can refuse, and not taken in yet. */
export function checkLeft({ chores, jobs }: Store, check: Check): void {
  const there = new Set(jobs.map(({ id }) => id));
  const left = new Set<string>();
  for (const row of chores) {
    const isLeft = row.kind === "create";
    check(
      row.id.startsWith(`${LEFT} `) === isLeft,
      `the chore ${row.id} is of kind ${row.kind}, and not at its place`,
    );
    if (!isLeft) continue;
    check(row.group.length > 0, `${row.id} has been left without a job`);
    for (const { draft, ...rest } of row.group) {
      const { id, ownId, calledAt, payload } = draft;
      const ruled = RULED.filter((name) => name in draft);
      check(ruled.length === 0, `${id} was left, and has ${ruled.join(", ")}`);
      check(typeof calledAt === "number", `${id} was left without the time of its call`);
      check(
        (payload ?? false) === "payload" in rest,
        `the arguments of ${id}, which was left, are not where it says`,
      );
      check(!(payload && "args" in draft), `${id} was left with its arguments twice`);
      if (ownId) continue;
      check(!there.has(id), `${id} was taken in and is left still`);
      check(!left.has(id), `${id} was left twice`);
      left.add(id);
    }
  }
}
