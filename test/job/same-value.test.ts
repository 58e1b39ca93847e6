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
  // biome-ignore lint/suspicious/noSparseArray: a hole is what this is about
  [[, 1], [5, 1], false],
  // biome-ignore lint/suspicious/noSparseArray: the same
  [[, 1], [undefined, 1], false],
  // biome-ignore lint/suspicious/noSparseArray: the same
  [[, 1], [, 1], true],
  [[1], { 0: 1, length: 1 }, false],
  [Object.assign([1], { more: 1 }), Object.assign([1], { more: 2 }), false],
  [0, -0, false],
  [new Date(Number.NaN), new Date(Number.NaN), true],
  [Uint8Array.of(1), Uint8Array.of(1), false],
  [new Set([1]), new Set([1]), false],
  [new Date(5), new Date(5), true],
  [new Date(5), new Date(6), false],
  // Their parts can't be looked at, or only at a price.
  [new Map(), new Map(), false],
  [new Blob(["a"]), new Blob(["a"]), false],
])("%o and %o say the same: %o", (one, other, same) => {
  expect(isSameValue(one, other)).toBe(same);
});

test("values that refer to themselves, or to one thing many times, are gone through once", () => {
  const one: Record<string, unknown> = { n: 1 };
  one["self"] = { first: one, second: one };
  let many: unknown = { n: 1 };
  for (let i = 0; i < 60; i++) many = [many, many];

  expect(isSameValue(one, structuredClone(one))).toBe(true);
  expect(isSameValue(one, structuredClone({ ...one, n: 2 }))).toBe(false);
  expect(isSameValue(many, structuredClone(many))).toBe(true);
});
