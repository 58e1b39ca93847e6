import type { LeftCall } from "../job/left-call.ts";
import type { ChoreRow } from "./tables.ts";

/** Before the id in the key of what a page has left: behind all other chores, in the order of the calls. */
export const LEFT = "left";

/**
 * What a page leaves for whoever comes next with the rules at hand: what one call asked for, all or nothing. The key tells
 * the jobs' ids and names, which have no blanks: it is all there is when the browser has lost the rest.
 *
 * @param at an id of the moment of the call
 */
export const leftRow = (at: string, calls: readonly LeftCall[]): ChoreRow => ({
  id: [LEFT, at, ...calls.map(({ id, definition }) => `${id} ${definition.name}`)].join(" "),
  kind: "create",
  calls,
});
