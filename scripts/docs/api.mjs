// @ts-check
// The API reference: every name that an entry exports, with its declaration and its docstring, from the .d.ts files that
// are shipped.
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { parseSync } from "vite";
import { escapeHtml, highlight, renderMarkdown } from "./markdown.mjs";

/** @typedef {{ name: string, kind: string, code: string, comment: string }} Declaration */
/** @typedef {{ type: string, start: number, end: number, [key: string]: any }} Node */

/** @param {string} file */
const parse = (file) => {
  const text = readFileSync(file, "utf8");
  const { program, comments } = parseSync(file, text);
  return { text, body: /** @type {Node[]} */ (/** @type {any} */ (program).body), comments };
};

/** @type {Readonly<Record<string, string>>} */
const KINDS = {
  TSDeclareFunction: "function",
  FunctionDeclaration: "function",
  ClassDeclaration: "class",
  TSInterfaceDeclaration: "interface",
  TSTypeAliasDeclaration: "type",
  VariableDeclaration: "constant",
};

/** @param {Node} declaration @returns {string[]} */
const namesOf = (declaration) =>
  declaration.type === "VariableDeclaration"
    ? declaration["declarations"].map((/** @type {Node} */ each) => each["id"].name)
    : [declaration["id"]?.name];

/**
 * The declarations of a name, overloads included, in this file or wherever it is re-exported from.
 * @param {string} file
 * @param {string} name
 * @returns {Declaration[]}
 */
const declarationsOf = (file, name) => {
  const { text, body, comments } = parse(file);
  const found = body.flatMap((statement) => {
    const declaration = /** @type {Node | undefined} */ (statement["declaration"] ?? undefined);
    if (!declaration || !namesOf(declaration).includes(name)) return [];
    const before = comments.findLast(
      ({ end, type, value }) =>
        type === "Block" &&
        value.startsWith("*") &&
        end <= statement.start &&
        text.slice(end, statement.start).trim() === "",
    );
    const comment = (before?.value ?? "")
      .replace(/^\*/, "")
      .replace(/^[ \t]*\* ?/gm, "")
      .trim();
    const code = text
      .slice(statement.start, statement.end)
      .replace(/^export (?:declare )?/, "")
      .replace(/;?\s*$/, "");
    return [{ name, kind: KINDS[declaration.type] ?? "", code, comment }];
  });
  if (found.length > 0) return found;
  for (const statement of body) {
    const source = statement["source"]?.value;
    if (typeof source !== "string" || !source.startsWith(".")) continue;
    const specifier = (statement["specifiers"] ?? []).find(
      (/** @type {Node} */ each) =>
        each["exported"]?.name === name && statement.type === "ExportNamedDeclaration",
    );
    if (specifier) return declarationsOf(fileOf(file, source), specifier["local"].name);
  }
  return [];
};

/** @param {string} from @param {string} source */
const fileOf = (from, source) => posix.join(posix.dirname(from), source.replace(/\.ts$/, ".d.ts"));

/**
 * Everything that an entry exports, by name.
 * @param {string} entry its .d.ts file
 * @returns {Declaration[]}
 */
export const exportsOf = (entry) =>
  parse(entry)
    .body.flatMap((statement) =>
      (statement["specifiers"] ?? [])
        .filter((/** @type {Node} */ each) => each.type === "ExportSpecifier")
        .flatMap((/** @type {Node} */ each) =>
          declarationsOf(fileOf(entry, statement["source"].value), each["local"].name).map((declaration) => ({
            ...declaration,
            name: /** @type {string} */ (each["exported"].name),
          })),
        ),
    )
    .sort(
      (/** @type {Declaration} */ a, /** @type {Declaration} */ b) =>
        order(a) - order(b) || (a.name < b.name ? -1 : 1),
    );

const ORDER = ["function", "constant", "class", "interface", "type"];
/** @param {Declaration} declaration */
const order = ({ kind }) => ORDER.indexOf(kind);

/** What `@throws` and `@example` say, in Markdown. @param {string} comment */
const proseOf = (comment) => {
  const [prose = "", ...tags] = comment.split(/^@/m);
  const told = tags.map((tag) => {
    const [, word = "", rest = ""] = /^(\w+)\s*([\s\S]*)$/.exec(tag) ?? [];
    const body = rest.trim();
    if (word === "example") return `\`\`\`ts\n${body}\n\`\`\``;
    if (word === "throws") return `Throws ${body}`;
    if (word === "param") return `\`${body.replace(/\s+/, "`: ")}`;
    return body;
  });
  return [prose.replace(/\{@link ([^}]+)\}/g, "`$1`").trim(), ...told].join("\n\n");
};

/**
 * @param {string} specifier `slowmatch/sw`
 * @param {Declaration[]} declarations
 */
export const renderApi = (specifier, declarations) => {
  const list = [...new Set(declarations.map(({ name }) => name))];
  const index = list.map((name) => `<a href="#${name}"><code>${name}</code></a>`).join(" ");
  const told = new Set();
  const parts = declarations.map(({ name, kind, code, comment }) => {
    const heading = told.has(name) ? "" : `<h2 id="${name}"><code>${name}</code> <small>${kind}</small></h2>`;
    told.add(name);
    const prose = renderMarkdown("docs/api/x.md", proseOf(comment)).html;
    return `${heading}\n${prose}<pre tabindex="0"><code>${highlight(code, "ts")}</code></pre>`;
  });
  return {
    html: `<h1><code>${escapeHtml(specifier)}</code></h1>\n<p class="names">${index}</p>\n${parts.join("\n")}`,
    headings: list.map((name) => ({ depth: 2, text: name, anchor: name })),
  };
};
