import { expect, test } from "vitest";
import { HISTORY_LIMIT, withHistory } from "../../src/job/history.ts";
import type { HistoryEntry } from "../../src/job/state.ts";

const entries = (count: number): HistoryEntry[] =>
  Array.from({ length: count }, (_, at) => ({ state: "enqueued", at }));

test("adds entries at the end and leaves the given history as it is", () => {
  const before = entries(2);

  const after = withHistory(before, { state: "deleted", at: 9 });

  expect(after.map(({ at }) => at)).toEqual([0, 1, 9]);
  expect(before).toHaveLength(2);
});

test("keeps the first and the newest when it grows too long", () => {
  const after = withHistory(
    entries(HISTORY_LIMIT),
    { state: "processing", at: 98 },
    { state: "failed", at: 99 },
  );

  expect(after).toHaveLength(HISTORY_LIMIT);
  expect(after.slice(0, 2).map(({ at }) => at)).toEqual([0, 3]);
  expect(after.slice(-2).map(({ at }) => at)).toEqual([98, 99]);
});
