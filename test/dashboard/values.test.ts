import { describe, expect, test } from "vitest";
import { kindOf, membersOf, toJson } from "../../src/dashboard/panels/value-kinds.ts";

describe("a value as JSON", () => {
  test("keeps what JSON knows and turns the rest into the nearest", () => {
    const value = {
      when: new Date(0),
      big: 12n,
      map: new Map<unknown, unknown>([["a", 1]]),
      set: new Set([1, 2]),
      bytes: new Uint8Array(4),
      nothing: null,
    };

    expect(JSON.parse(toJson(value))).toEqual({
      when: "1970-01-01T00:00:00.000Z",
      big: "12",
      map: { a: 1 },
      set: [1, 2],
      bytes: "[Uint8Array 4 B]",
      nothing: null,
    });
  });

  test("hides redacted members at any depth", () => {
    expect(JSON.parse(toJson({ user: { token: "x", name: "Ada" }, token: "y" }, ["token"]))).toEqual({
      user: { token: "[hidden]", name: "Ada" },
      token: "[hidden]",
    });
  });

  test("ends where it comes round", () => {
    const value: { self?: unknown } = {};
    value.self = value;

    expect(JSON.parse(toJson(value))).toEqual({ self: "[circular]" });
  });

  test("is text also for what JSON has no word for", () => {
    expect(toJson(undefined)).toBe("undefined");
  });
});

test("kinds are called by their own names", () => {
  const kinds = [
    null,
    undefined,
    1,
    1n,
    "a",
    [],
    {},
    new Map(),
    new Date(),
    new Uint8Array(),
    new Error("no"),
  ].map(kindOf);

  expect(kinds).toEqual([
    "null",
    "undefined",
    "number",
    "bigint",
    "string",
    "Array",
    "Object",
    "Map",
    "Date",
    "Uint8Array",
    "Error",
  ]);
});

test("an error shows its message and cause, a leaf has no members", () => {
  expect(membersOf(new Error("no", { cause: "offline" }))).toEqual([
    ["message", "no"],
    ["cause", "offline"],
  ]);
  expect(membersOf(new Date())).toBeUndefined();
});
