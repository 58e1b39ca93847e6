import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPortable } from "../../src/client/portable/read-portable.ts";
import { writePortable } from "../../src/client/portable/write-portable.ts";
import { InvalidJobError } from "../../src/index.ts";
import { runs } from "../support/property.ts";

const through = async (value: unknown, largest = 1_000): Promise<unknown> => {
  const { json } = await writePortable(value, largest);
  return readPortable(JSON.parse(JSON.stringify(json)));
};

test("whatever structured clone carries comes back the same", async () => {
  const value = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: false,
    withNullPrototype: false,
  });
  await fc.assert(
    fc.asyncProperty(value, async (given) => {
      const cloned = structuredClone(given);
      expect(await through(cloned)).toStrictEqual(cloned);
    }),
    runs(500),
  );
});

test("a value that comes round, and one that is there twice, keep their shape", async () => {
  const shared = new Map<unknown, unknown>([["n", new Number(1).valueOf()]]);
  const value: Record<string, unknown> = { a: shared, b: [shared, new Date(5)] };
  value["self"] = value;
  value["set"] = new Set([value]);

  const copy = (await through(value)) as typeof value;

  expect(copy["self"]).toBe(copy);
  expect((copy["b"] as unknown[])[0]).toBe(copy["a"]);
  expect([...(copy["set"] as Set<unknown>)][0]).toBe(copy);
});

test("bytes, blobs, files, errors and a property called `$` survive", async () => {
  const error = new RangeError("no", { cause: new Error("because") });
  const value = {
    $: "mine",
    bytes: new Uint16Array([1, 65_535]),
    view: new DataView(new Uint8Array([9, 8, 7]).buffer, 1, 2),
    buffer: new Uint8Array([1, 2]).buffer,
    blob: new Blob(["hello"], { type: "text/plain" }),
    file: new File(["x"], "a.txt", { lastModified: 7 }),
    error,
    pattern: /a\/b/gi,
  };

  const copy = (await through(value)) as typeof value;

  expect(copy.$).toBe("mine");
  expect(copy.bytes).toEqual(value.bytes);
  expect([copy.view.getUint8(0), copy.view.byteLength]).toEqual([8, 2]);
  expect(copy.buffer).toEqual(value.buffer);
  expect([copy.blob.type, await copy.blob.text()]).toEqual(["text/plain", "hello"]);
  expect([copy.file.name, copy.file.lastModified, await copy.file.text()]).toEqual(["a.txt", 7, "x"]);
  expect(copy.error).toBeInstanceOf(RangeError);
  expect(copy.error).toMatchObject({ message: "no", stack: error.stack, cause: { message: "because" } });
  expect(copy.pattern).toEqual(/a\/b/gi);
});

test("what is too large, too deep or has no word leaves a note, and everything behind it is still right", async () => {
  const after = { at: new Date(1) };
  const value = {
    large: new Blob(["x".repeat(11)]),
    buffer: new ArrayBuffer(12),
    fine: new ArrayBuffer(2),
    after,
    again: after,
  };

  const { json, partial } = await writePortable(value, 10);
  const copy = readPortable(json) as Record<string, unknown>;

  expect(partial).toBe(true);
  expect(copy).toEqual({
    large: "[Blob, 11 bytes, left out]",
    buffer: "[12 bytes, left out]",
    fine: new ArrayBuffer(2),
    after,
    again: after,
  });
  expect(copy["again"]).toBe(copy["after"]);

  let deep: unknown = 1;
  for (let i = 0; i < 2_000; i++) deep = [deep];
  expect((await writePortable(deep, 10)).partial).toBe(true);
});

describe("hostile JSON", () => {
  test("gives no object another prototype", () => {
    const value = readPortable(
      JSON.parse('{"__proto__":{"polluted":1},"a":{"$":"object","v":[["__proto__",{"polluted":1}]]}}'),
    ) as { a: object };

    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(value.a)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.keys(value.a)).toEqual(["__proto__"]);
  });

  test.each([
    { $: "function", v: "alert(1)" },
    { $: "ref", v: 0 },
    { $: "ref", v: -1 },
    { $: "ref", v: "constructor" },
    { $: "view", v: ["constructor", ""] },
    { $: "view", v: ["Float64Array", "AA=="] },
    { $: "regexp", v: ["(", ""] },
    { $: "map", v: [1] },
    { $: "number", v: "12" },
    { $: "error", v: [{}, "", "", null] },
    { $: "bigint", v: "x" },
    { $: "buffer", v: ["%"] },
    { $: { toString: 1 } },
  ])("of %j is refused", (json) => {
    expect(() => readPortable(json)).toThrow(InvalidJobError);
  });

  test("of any shape is either a value or refused, and never another error", () => {
    const json = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.array(tie("node"), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.constantFrom("$", "v", "__proto__"), fc.string()), tie("node"), {
          maxKeys: 4,
        }),
        fc.record({
          $: fc.constantFrom(
            "map",
            "set",
            "object",
            "error",
            "view",
            "ref",
            "date",
            "blob",
            "boxed",
            "regexp",
            "left",
          ),
          v: tie("node"),
        }),
      ),
    })).node;
    fc.assert(
      fc.property(json, (given) => {
        try {
          readPortable(given);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidJobError);
        }
      }),
      runs(500),
    );
  });

  test("that is nested without end is refused", () => {
    const text = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;

    expect(() => readPortable(JSON.parse(text))).toThrow("nested too deeply");
  });
});
