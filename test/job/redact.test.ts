import { expect, test } from "vitest";
import { isRedacted, masked } from "../../src/job/redact.ts";

test("a name is masked at any depth: in objects, lists, maps and sets", () => {
  const value = {
    token: 1,
    deep: [
      { token: { a: 1 }, kept: 2 },
      new Map<unknown, unknown>([
        ["token", 3],
        [4, { token: 5 }],
      ]),
    ],
    set: new Set([{ token: 6, kept: 7 }]),
  };

  expect(masked(value, ["token"])).toEqual({
    token: "[hidden]",
    deep: [
      { token: "[hidden]", kept: 2 },
      new Map<unknown, unknown>([
        ["token", "[hidden]"],
        [4, { token: "[hidden]" }],
      ]),
    ],
    set: new Set([{ token: "[hidden]", kept: 7 }]),
  });
  expect(value.token).toBe(1);
});

test("a path masks only there, wherever the path begins; positions in lists don't count", () => {
  const value = { number: 1, card: { number: 2 }, orders: [{ card: [{ number: 3, name: "Ada" }] }] };

  expect(masked(value, ["card.number"])).toEqual({
    number: 1,
    card: { number: "[hidden]" },
    orders: [{ card: [{ number: "[hidden]", name: "Ada" }] }],
  });
});

test("a property whose own name has a dot is masked by that name", () => {
  expect(isRedacted(["a.b"], ["a.b"])).toBe(true);
  expect(isRedacted(["a.b"], ["b"])).toBe(false);
  expect(isRedacted(["b"], [])).toBe(false);
});

test("a value that comes round, a date and a `__proto__` survive", () => {
  const value = JSON.parse('{"__proto__":{"token":1}}') as Record<string, unknown>;
  value["self"] = value;
  value["at"] = new Date(0);

  const copy = masked(value, ["token"]) as Record<string, unknown>;

  expect(Object.keys(copy)).toEqual(["__proto__", "self", "at"]);
  expect(Object.getOwnPropertyDescriptor(copy, "__proto__")?.value).toEqual({ token: "[hidden]" });
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(copy["self"]).toBe(copy);
  expect(copy["at"]).toEqual(new Date(0));
});
