import { defineJob } from "../../src/index.ts";
import type { LeftCall } from "../../src/job/left-call.ts";
import type { Operation } from "../../src/operations/operation.ts";
import type { ChoreRow } from "../../src/operations/tables.ts";
import { NOON } from "./make-job.ts";

/** A call as a page leaves it, with defaults for all that a test doesn't care about. */
export const makeLeft = (over: Partial<LeftCall> = {}): LeftCall => ({
  id: "job",
  definition: defineJob("send"),
  args: undefined,
  options: {},
  calledAt: NOON,
  ...over,
});

/** Puts rows into the table of the chores as a page's outbox does, which knows of no operations. */
export const leave: Operation<readonly ChoreRow[], void> = {
  name: "leave",
  mode: "readwrite",
  tables: ["chores"],
  *decide(rows) {
    const changes = rows.map((value) => ({ kind: "put" as const, table: "chores" as const, value }));
    return { changes, notices: [], result: undefined };
  },
};
