import { createGroup } from "./job-group.ts";
import { LEFT } from "./left.ts";
import { answer, type Deciding, list, type Operation } from "./operation.ts";
import { under } from "./tables.ts";
import type { Work } from "./work.ts";

/** Jobs that one transaction takes in, at most, apart from those of one call, which are stored together. */
const MOST = 256;

/** Whether pages have left jobs that nobody has taken in yet. */
export const readLeft: Operation<unknown, boolean> = {
  name: "read-left",
  mode: "readonly",
  tables: ["chores"],
  *decide() {
    const rows = yield* list("chores", { ...under(LEFT), limit: 1 });
    return answer(rows.length > 0);
  },
};

/**
 * Creates jobs that pages have left, in the order of their calls; answers whether there may be more. What was taken in
 * before, and left because its page heard no answer, is not there twice.
 */
export function* takeInSome(work: Work): Deciding<boolean> {
  const rows = yield* list("chores", { ...under(LEFT), limit: MOST });
  let taken = 0;
  for (const row of rows) {
    if (row.kind !== "create") continue;
    if (taken > 0 && taken + row.group.length > MOST) return true;
    taken += row.group.length;
    yield* work.load(row.group.map(({ draft }) => draft.id));
    createGroup(work, row.group, new Map());
    work.delete("chores", row.id);
    yield* work.settle();
  }
  return rows.length === MOST;
}
