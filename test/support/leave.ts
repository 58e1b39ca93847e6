import type { Operation } from "../../src/operations/operation.ts";
import type { ChoreRow } from "../../src/operations/tables.ts";

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
