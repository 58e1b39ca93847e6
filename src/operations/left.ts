import type { DraftWithPayload } from "../job/draft.ts";
import type { ChoreRow } from "./tables.ts";

/** Before the id in the key of what a page has left: behind all other chores, in the order of the calls. */
export const LEFT = "left";

/** What a page leaves for whoever comes next with the rules at hand: the jobs of one call, of which none can be refused. */
export const leftRow = (id: string, group: readonly DraftWithPayload[]): ChoreRow => ({
  id: `${LEFT} ${id}`,
  kind: "create",
  group,
});
