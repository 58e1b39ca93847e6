#!/usr/bin/env node
// @ts-check
// Writes dist/custom-elements.json: what editors and framework tools know of our elements. The words come from the
// elements' own comments; test/dashboard/manifest.test.ts holds them against the code.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The elements that an app may use, and where each is. */
export const ELEMENTS = {
  "job-dashboard": "src/dashboard/job-dashboard.ts",
  "job-list": "src/dashboard/elements/job-list.ts",
  "job-counters": "src/dashboard/elements/job-counters.ts",
  "job-progress": "src/dashboard/elements/job-progress.ts",
  "job-badge": "src/dashboard/elements/job-badge.ts",
};

/** Classes of the events, by their names. */
const EVENTS = {
  "job-selected": "JobSelectedEvent",
  navigate: "NavigateEvent",
  action: "ActionEvent",
};

/** The manifest, after https://github.com/webcomponents/custom-elements-manifest. */
export function elementsManifest() {
  const declarations = Object.entries(ELEMENTS).map(([tag, file]) =>
    declarationOf(tag, readFileSync(join(root, file), "utf8")),
  );
  return {
    schemaVersion: "1.0.0",
    readme: "docs/dashboard.md",
    modules: [
      {
        kind: "javascript-module",
        path: "dist/dashboard.js",
        declarations,
        exports: declarations.flatMap(({ name, tagName }) => {
          const declaration = { name, module: "dist/dashboard.js" };
          return [
            { kind: "js", name, declaration },
            { kind: "custom-element-definition", name: tagName, declaration },
          ];
        }),
      },
    ],
  };
}

/**
 * @param {string} tagName
 * @param {string} source
 */
function declarationOf(tagName, source) {
  const [, comment = "", name = ""] =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export class (\w+)/.exec(source) ?? [];
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
  /** Tags run on over lines until the next. @type {{ tag: string, text: string }[]} */
  const tags = [];
  const words = [];
  for (const line of lines) {
    const [, tag, text = ""] = /^@(\w+) ?(.*)$/.exec(line) ?? [];
    const last = tags.at(-1);
    if (tag) tags.push({ tag, text });
    else if (last) last.text = `${last.text} ${line.trim()}`.trim();
    else words.push(line.trim());
  }
  /** @param {string} tag */
  const of = (tag) =>
    tags
      .filter((each) => each.tag === tag)
      .map(({ text }) => {
        const [, what = "", description = ""] = /^(\S+)\s+-\s+([\s\S]*)$/.exec(text) ?? [];
        return { name: what, description };
      });
  const { attributes, fields } = propertiesOf(source);
  const described = new Map(of("property").map((each) => [each.name, each.description]));
  return {
    kind: "class",
    customElement: true,
    name,
    tagName,
    description: words.join(" ").trim(),
    superclass: { name: "LitElement", package: "lit" },
    attributes: attributes
      .filter(({ fieldName }) => described.has(fieldName))
      .map(({ attribute, fieldName, type }) => ({
        name: attribute,
        fieldName,
        description: described.get(fieldName) ?? "",
        type: { text: type },
      })),
    members: fields
      .filter((field) => described.has(field.name))
      .map((field) => ({ kind: "field", ...field, description: described.get(field.name) ?? "" })),
    events: of("fires").map((event) => ({
      ...event,
      type: { text: EVENTS[/** @type {keyof typeof EVENTS} */ (event.name)] ?? "Event" },
    })),
    slots: of("slot"),
    cssProperties: of("cssprop"),
    cssParts: of("csspart"),
  };
}

/** What `static properties` and the declared fields say. @param {string} source */
function propertiesOf(source) {
  const [, body = ""] =
    /static override properties: PropertyDeclarations = \{([\s\S]*?)\n {2}\};/.exec(source) ?? [];
  const types = new Map(
    [...source.matchAll(/^ {2}declare (\w+): ([^;]+);/gm)].map(([, name = "", type = ""]) => [name, type]),
  );
  const attributes = [];
  const fields = [];
  for (const [, name = "", options = ""] of body.matchAll(/^ {4}(\w+): \{(.*)\},?$/gm)) {
    if (/state: true/.test(options)) continue;
    const type = types.get(name) ?? "string";
    fields.push({ name, type: { text: type }, ...(/reflect: true/.test(options) ? { reflects: true } : {}) });
    if (/attribute: false/.test(options)) continue;
    const [, given] = /attribute: "([^"]+)"/.exec(options) ?? [];
    attributes.push({ attribute: given ?? name.toLowerCase(), fieldName: name, type });
  }
  return { attributes, fields };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(root, "dist/custom-elements.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(elementsManifest(), null, 2)}\n`);
}
