import { LEFT } from "../../src/operations/left.ts";
import type { Check, Store } from "./audit.ts";

/** What a call may not ask for that is left before the rules are there: it may be refused, or answered with another id. */
const RULED = ["unique", "filters", "on", "delay"] as const;

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
    const named = row.calls.map(({ id, definition }) => `${id} ${definition.name}`).join(" ");
    check(row.id.endsWith(` ${named}`), `${row.id} tells of other jobs than it has`);
    check(row.calls.length > 0, `${row.id} has been left without a job`);
    for (const { id, definition, options, calledAt } of row.calls) {
      const ruled = RULED.filter((name) => name in definition || name in options);
      check(ruled.length === 0, `${id} was left, and has ${ruled.join(", ")}`);
      check(typeof calledAt === "number", `${id} was left without the time of its call`);
      check((options.id ?? id) === id, `${id} was left with another id in its options`);
      if (options.id !== undefined) continue;
      check(!there.has(id), `${id} was taken in and is left still`);
      check(!left.has(id), `${id} was left twice`);
      left.add(id);
    }
  }
}
