import { expect, test } from "vitest";
import { isSameValue } from "../../src/job/same-value.ts";

test.each([
  [1, 1, true],
  [1, "1", false],
  [Number.NaN, Number.NaN, true],
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [{ b: undefined }, { a: undefined }, false],
  [[1], [1, 2], false],
  [[], {}, false],
  [new Date(5), new Date(5), true],
  [new Date(5), new Date(6), false],
  // Their parts can't be looked at, or only at a price.
  [new Map(), new Map(), false],
  [new Blob(["a"]), new Blob(["a"]), false],
])("%o and %o say the same: %o", (one, other, same) => {
  expect(isSameValue(one, other)).toBe(same);
});

test("of values that refer to themselves nothing is known", () => {
  const one: Record<string, unknown> = {};
  const other: Record<string, unknown> = { self: one };
  one.self = other;

  expect(isSameValue(one, { self: structuredClone(one) })).toBe(false);
});
