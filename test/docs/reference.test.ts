import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { beforeAll, expect, test } from "vitest";
import { exportsOf } from "../../scripts/docs/api.mjs";
import { root } from "./markdown.ts";

// What an editor shows and what the reference is made of: the docstrings of everything that an entry exports.

type Declaration = ReturnType<typeof exportsOf>[number];
type Node = { type: string; start: number; end: number; [key: string]: unknown };

const types = join(root, "node_modules/.cache/slowmatch-reference");
let all: (Declaration & { entry: string })[] = [];

beforeAll(() => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.types.json", "--outDir", types], { cwd: root });
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    exports: Record<string, string | { types?: string }>;
  };
  all = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === "string" || target.types === undefined
      ? []
      : exportsOf(join(types, target.types.replace("./dist/types/", ""))).map((each) => ({ ...each, entry })),
  );
}, 60_000);

/** What elements and errors have from their classes, and is told there. */
const INHERITED = /^(?:properties|styles|render|willUpdate|updated|board|code)$/;
const TAKEN = /(?:Options|Query|Filter|Changes)$/;

/** Members without a docstring that need one: what can be called, and what a caller may give. */
function silentMembers({ name, code }: Declaration): string[] {
  const text = `export declare ${code.replace(/^declare /, "")}`;
  const { program, comments } = parseSync("reference.d.ts", text);
  const [statement] = program.body as unknown as { declaration?: { body?: { body?: Node[] } } }[];
  const told = (node: Node): boolean =>
    comments.some(
      ({ type, value, end }) =>
        type === "Block" &&
        value.startsWith("*") &&
        end <= node.start &&
        text.slice(end, node.start).trim() === "",
    );
  const members = statement?.declaration?.body?.body ?? [];
  // Overloads share the docstring of the first.
  const known = new Set(members.filter(told).map(keyOf));
  return members.flatMap((node) => {
    const key = keyOf(node);
    const called = /^(?:TSMethodSignature|MethodDefinition|TSAbstractMethodDefinition)$/.test(node.type);
    const given = TAKEN.test(name) && node["optional"] === true;
    const needed = (called && node["kind"] === "method") || given;
    return needed && key !== undefined && !INHERITED.test(key) && !known.has(key) ? [`${name}.${key}`] : [];
  });
}

function keyOf({ key }: Node): string | undefined {
  const { type, name, value } = (key ?? {}) as { type?: string; name?: string; value?: string };
  return type === "PrivateIdentifier" || key === undefined ? undefined : (name ?? value);
}

test("every exported name says what it is", () => {
  expect(all.length).toBeGreaterThan(150);
  expect(all.filter(({ comment }) => comment === "").map(({ entry, name }) => `${entry} ${name}`)).toEqual(
    [],
  );
});

test("every exported function shows how it is called", () => {
  const functions = all.filter(({ kind }) => kind === "function");
  expect(functions.length).toBeGreaterThan(15);
  const told = new Set(
    functions.filter(({ comment }) => comment.includes("@example")).map(({ name }) => name),
  );
  expect(
    functions.filter(({ name }) => !told.has(name)).map(({ entry, name }) => `${entry} ${name}`),
  ).toEqual([]);
});

test("every method, and everything a caller may give, says what it means", () => {
  const declared = all.filter(({ kind }) => kind === "interface" || kind === "class");
  expect([...new Set(declared.flatMap(silentMembers))]).toEqual([]);
});
