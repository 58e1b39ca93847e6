import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { root } from "./markdown.ts";

/** A test as a document names it: `` `server/smoke.test.ts` “its title” ``. */
export interface NamedTest {
  file: string;
  title: string;
}

/** The tests a cell of a table names. */
export const testsIn = (cell: string): NamedTest[] =>
  [...cell.matchAll(/`([\w./-]+\.ts)` “([^”]+)”/g)].map(([, file = "", title = ""]) => ({ file, title }));

/** Those that aren't there, as the document names them. */
export const missing = (tests: readonly NamedTest[]): string[] =>
  tests.filter(({ file, title }) => !titlesOf(file).has(title)).map(({ file, title }) => `${file}: ${title}`);

const known = new Map<string, Set<string>>();

function titlesOf(file: string): Set<string> {
  const titles = known.get(file) ?? readTitles(join(root, "test", file));
  known.set(file, titles);
  return titles;
}

type Node = { type: string; [key: string]: unknown };

/** Titles given to `test`, `it` and their kind, `test.each(…)(title)` too. A skipped test shows nothing. */
function readTitles(path: string): Set<string> {
  const titles = new Set<string>();
  if (!existsSync(path)) return titles;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    if (typeof value !== "object" || value === null) return;
    const node = value as Node;
    const [title] = (node["arguments"] as Node[] | undefined) ?? [];
    if (node.type === "CallExpression" && title && isTest(node["callee"] as Node)) titles.add(titleIn(title));
    for (const part of Object.values(node)) visit(part);
  };
  visit(parseSync(path, readFileSync(path, "utf8")).program);
  return titles;
}

/** A title as it is written, with `${…}` where it has places to be filled. */
function titleIn(node: Node): string {
  if (node.type !== "TemplateLiteral") return String(node["value"]);
  const texts = (node["quasis"] as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  const places = (node["expressions"] as { name?: string }[]).map(({ name = "…" }) => `\${${name}}`);
  return texts.map((text, i) => text + (places[i] ?? "")).join("");
}

function isTest(callee: Node): boolean {
  if (callee.type === "Identifier") return callee["name"] === "test" || callee["name"] === "it";
  if (callee.type === "CallExpression") return isTest(callee["callee"] as Node);
  if (callee.type !== "MemberExpression") return false;
  const { name } = callee["property"] as Node & { name?: string };
  return name !== "skip" && name !== "todo" && isTest(callee["object"] as Node);
}
