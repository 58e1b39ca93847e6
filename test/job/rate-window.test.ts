import { describe, expect, test } from "vitest";
import { opensAt, type Rate, roomIn, type Starts, withStart } from "../../src/job/rate-window.ts";

const rate: Rate = { limit: 1, per: 1_000, mode: "sliding" };

describe("a claim whose clock was read before another's that was stored first", () => {
  const starts: Starts = withStart([], rate, 1_000);

  test("leaves that start where it is: it counts for the whole of its second", () => {
    expect(roomIn(starts, rate, 981)).toBe(0);
    expect(opensAt(starts, rate, 981)).toBe(2_000);
  });

  test("adds its own before it, and takes nothing from it", () => {
    const both = withStart(starts, { ...rate, limit: 2 }, 981);
    expect(both).toEqual([
      [981, 1],
      [1_000, 1],
    ]);
    expect(roomIn(both, { ...rate, limit: 2 }, 1_990)).toBe(1);
  });
});

test("a clock that was set back by an hour shuts a rate for its own time only", () => {
  const starts = withStart([], rate, 3_600_000);
  expect(roomIn(starts, rate, 1_000)).toBe(0);
  expect(opensAt(starts, rate, 1_000)).toBe(2_000);
});
