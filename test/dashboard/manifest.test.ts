import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ELEMENTS, elementsManifest } from "../../scripts/elements-manifest.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const source = (file: string): string => readFileSync(join(root, file), "utf8");
const everything = readdirSync(join(root, "src/dashboard"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
  .join("\n");
const [module] = elementsManifest().modules;

/** Properties that belong to the element's own life inside a dashboard. */
const INNER = new Set(["board", "statistics", "hour", "recurring", "database", "namespace"]);

describe.each(module?.declarations ?? [])("the manifest of $tagName", (declaration) => {
  const text = source(ELEMENTS[declaration.tagName as keyof typeof ELEMENTS]);

  test("names its class, which the entry exports, and says what it is", () => {
    expect(text).toContain(`export class ${declaration.name} `);
    expect(source("src/dashboard.ts")).toContain(declaration.name);
    expect(source("src/dashboard/define-elements.ts")).toContain(
      `"${declaration.tagName}": ${declaration.name}`,
    );
    expect(declaration.description.length).toBeGreaterThan(20);
  });

  test("describes every property that isn't its own affair, and none that it hasn't got", () => {
    const [, body = ""] =
      /static override properties: PropertyDeclarations = \{([\s\S]*?)\n {2}\};/.exec(text) ?? [];
    const declared = [...body.matchAll(/^ {4}(\w+): \{(.*)\}/gm)]
      .filter(([, , options = ""]) => !/state: true|noAccessor/.test(options))
      .map(([, name = ""]) => name);
    const described = declaration.members.map(({ name }) => name);

    expect(declared.filter((name) => !described.includes(name) && !INNER.has(name))).toEqual([]);
    expect(new Set([...text.matchAll(/@property (\w+)/g)].map(([, name]) => name))).toEqual(
      new Set(described),
    );
    for (const member of declaration.members) expect(member.description).not.toBe("");
  });

  test("names parts and custom properties that there are", () => {
    for (const { name } of declaration.cssParts) expect(everything).toContain(`part="${name}"`);
    for (const { name } of declaration.cssProperties) expect(everything).toContain(`var(${name}`);
  });

  test("types its events by classes that are exported", () => {
    for (const { name, type } of declaration.events) {
      expect(source("src/dashboard.ts")).toContain(type.text);
      expect(source("src/dashboard/events.ts")).toContain(`"${name}"`);
    }
  });
});

test("every part inside is handed through to the page, and described", () => {
  const parts = new Set([...everything.matchAll(/part="([a-z-]+)"/g)].map(([, name]) => name));
  const described = new Set(module?.declarations.flatMap(({ cssParts }) => cssParts.map(({ name }) => name)));

  expect([...parts].filter((name) => !described.has(name ?? ""))).toEqual([]);
  const exported = /const PARTS = \[([\s\S]*?)\]/.exec(source("src/dashboard/board.ts"))?.[1] ?? "";
  const own = new Set(["base", "header", "page", "bar"]);
  expect([...parts].filter((name) => !own.has(name ?? "") && !exported.includes(`"${name}"`))).toEqual([]);
});

test("package.json leads to it", () => {
  const { customElements, scripts } = JSON.parse(source("package.json"));

  expect(customElements).toBe("./dist/custom-elements.json");
  expect(scripts.build).toContain("scripts/elements-manifest.mjs");
});
