import { expect, test } from "vitest";
import { type Verdict, verdict } from "../../src/job/continuation.ts";
import type { ContinuationCondition, FinalState } from "../../src/job/state.ts";

/** What each end of a parent means for each condition. */
const TABLE: Record<ContinuationCondition, Record<FinalState, Verdict>> = {
  succeeded: { succeeded: "met", failed: "waits", deleted: "doomed" },
  failed: { succeeded: "doomed", failed: "met", deleted: "doomed" },
  deleted: { succeeded: "doomed", failed: "waits", deleted: "met" },
  finished: { succeeded: "met", failed: "met", deleted: "met" },
};

const cells = (Object.keys(TABLE) as ContinuationCondition[]).flatMap((on) =>
  (Object.keys(TABLE[on]) as FinalState[]).map((state) => ({ on, state, expected: TABLE[on][state] })),
);

test.each(cells)("on '$on', a parent that is $state: $expected", ({ on, state, expected }) => {
  expect(verdict(on, state)).toBe(expected);
});
