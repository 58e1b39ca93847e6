import { describe, expect, test } from "vitest";
import { isLarge, storable } from "../../src/job/storable.ts";

const clone = (value: unknown): unknown => structuredClone(value);
const check = (value: unknown): ReturnType<typeof storable> => storable(value, clone);

class Account {
  name = "Ada";
}
function greet(): void {}

describe("a value that can be stored", () => {
  test.each([
    ["nothing", undefined],
    ["a text", "a"],
    ["a big integer", 12n],
    ["a Date", new Date(5)],
    ["a Map of Sets", new Map([["a", new Set([1])]])],
    ["bytes", new Uint8Array([1, 2])],
    ["a regular expression", /a/g],
    ["an error", new RangeError("far")],
    ["an array with a hole", [1, undefined, 3]],
  ])("%s is copied", (_, value) => {
    expect(check(value)).toEqual({ ok: true, value });
  });

  test("is a copy that the caller's later changes don't reach", () => {
    const args = { to: ["ada"] };

    const copy = check(args);
    args.to.push("eve");

    expect(copy).toEqual({ ok: true, value: { to: ["ada"] } });
  });

  test("may contain itself", () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;

    expect(check(loop).ok).toBe(true);
  });
});

describe("a value that can't be stored", () => {
  test.each([
    [greet, "", "function greet"],
    [Symbol("x"), "", "a symbol"],
    [{ onDone: greet }, ".onDone", "function greet"],
    [{ a: [1, { b: () => {} }] }, ".a[1].b", "function b"],
    [{ "odd key": greet }, '["odd key"]', "function greet"],
    [[Symbol("x")], "[0]", "a symbol"],
    [new Map([["send", greet]]), ".get('send')", "function greet"],
    [new Map([[greet, 1]]), ".keys()[0]", "function greet"],
    [new Set([1, greet]), ".values()[1]", "function greet"],
    [{ later: Promise.resolve() }, ".later", "a Promise"],
    [{ cache: new WeakMap() }, ".cache", "a WeakMap"],
  ])("%o is refused with the path to what is wrong: %s", (value, path, what) => {
    expect(check(value)).toEqual({ ok: false, path, what });
  });

  test("is found behind a loop", () => {
    const loop: { self?: unknown; end?: unknown } = {};
    loop.self = loop;
    loop.end = greet;

    expect(check(loop)).toMatchObject({ ok: false, path: ".end" });
  });
});

test("an instance of a class is stored as what structured clone makes of it: plain data", () => {
  expect(check(new Account())).toEqual({ ok: true, value: { name: "Ada" } });
});

describe("a large value", () => {
  test.each([
    ["a short text", "a".repeat(9_000), false],
    ["a long text", "a".repeat(10_000), true],
    ["a few bytes", new ArrayBuffer(100), false],
    ["many bytes", new Uint8Array(10_000), true],
    ["many bytes deep inside", { a: [{ b: new Map([["c", new Uint8Array(10_000)]]) }] }, true],
    ["a file, however small: a list that shows the job must not open it", new Blob(["x"]), true],
    ["an object that merely has a size", { size: 5 }, false],
    ["many small things", Array.from({ length: 2_000 }, (_, i) => i), true],
    ["nothing", undefined, false],
  ])("is told from a small one: %s", (_, value, large) => {
    expect(isLarge(value)).toBe(large);
  });

  test("is told from a small one that contains itself", () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;

    expect(() => isLarge(loop)).not.toThrow();
  });
});
