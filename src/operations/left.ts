import type { LeftCall } from "../job/left-call.ts";
import type { ChoreRow } from "./tables.ts";

/** Before the id in the key of what a page has left: behind all other chores, in the order of the calls. */
export const LEFT = "left";

/** What a page leaves for whoever comes next with the rules at hand: what one call asked for, all or nothing. */
export const leftRow = (id: string, calls: readonly LeftCall[]): ChoreRow => ({
  id: `${LEFT} ${id}`,
  kind: "create",
  calls,
});
