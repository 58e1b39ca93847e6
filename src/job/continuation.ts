import type { ContinuationCondition, FinalState } from "./state.ts";

/** What a parent's end means for a continuation. */
export type Verdict = "met" | "waits" | "doomed";

/**
 * Whether a parent that has ended in `state` meets the condition.
 *
 * A failed parent may be requeued by a person, so conditions that it doesn't meet go on waiting. A parent that
 * succeeded or was deleted has spoken its last word.
 *
 * @param forGood it is a batch that failed and can't succeed any more
 */
export function verdict(on: ContinuationCondition, state: FinalState, forGood?: boolean): Verdict {
  if (on === "finished" || on === state) return "met";
  return state === "failed" && !(forGood && on === "succeeded") ? "waits" : "doomed";
}
