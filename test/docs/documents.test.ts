import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as library from "../../src/index.ts";
import { JOB_EVENTS, TRANSITIONS } from "../../src/job/event.ts";
import { JOB_STATES } from "../../src/job/state.ts";
import { TABLES } from "../../src/operations/tables.ts";
import { SCHEMA_VERSION } from "../../src/storage/indexeddb/schema.ts";
import { anchorsOf, linksOf, readDocument, readDocuments, root, tableBehind } from "./markdown.ts";

const documents = readDocuments();
const byPath = new Map(documents.map((document) => [document.path, document]));

describe.each(documents.map((document) => [document.path, document] as const))("%s", (_, document) => {
  test("links to files and headings that exist", () => {
    const broken = linksOf(document).filter(({ file, anchor }) => {
      if (!existsSync(join(root, file))) return true;
      const linked = byPath.get(file);
      return anchor !== "" && linked !== undefined && !anchorsOf(linked).has(anchor);
    });
    expect(broken.map(({ target }) => target)).toEqual([]);
  });

  test("names npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    const named = [...document.text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test("says nothing of the machine it was written on", () => {
    const traces = document.text.match(
      /\/(?:home|root|work|tmp|Users)\/|https?:\/\/(?:localhost|127\.|10\.)/g,
    );
    expect(traces ?? []).toEqual([]);
  });
});

describe("docs/state-machine.md", () => {
  const document = readDocument("docs/state-machine.md");

  test("has the table of the code, cell by cell", () => {
    const [, ...rows] = tableBehind(document, "Every event in every state");
    const [header = []] = tableBehind(document, "Every event in every state");
    const written = Object.fromEntries(
      rows.map(([event = "", ...cells]) => [
        event,
        Object.fromEntries(cells.map((cell, i) => [header[i + 1], cell === "–" ? [] : cell.split(", ")])),
      ]),
    );
    const coded = Object.fromEntries(
      JOB_EVENTS.map((event) => [
        event,
        Object.fromEntries(JOB_STATES.map((state) => [state, TRANSITIONS[state][event] ?? []])),
      ]),
    );
    expect(written).toEqual(coded);
  });

  test("draws every edge of the table, and no other", () => {
    const drawing = document.blocks.find(({ language }) => language === "mermaid")?.code ?? "";
    const drawn = [...drawing.matchAll(/^\s*(\w+) --> (\w+): (.+)$/gm)].flatMap(([, from, to, causes = ""]) =>
      causes
        .replace(/\([^)]*\)/g, "")
        .split(",")
        .map((cause) => `${from} ${cause.trim()} ${to}`),
    );
    const coded = JOB_STATES.flatMap((from) =>
      JOB_EVENTS.flatMap((event) => (TRANSITIONS[from][event] ?? []).map((to) => `${from} ${event} ${to}`)),
    );
    expect(drawn.sort()).toEqual(coded.sort());
  });
});

test("the README and docs/how-it-works.md say the same of what wakes the worker", () => {
  const inReadme = tableBehind(readDocument("README.md"), "What wakes the worker");
  expect(inReadme.length).toBeGreaterThan(5);
  expect(tableBehind(readDocument("docs/how-it-works.md"), "Wake-ups, browser by browser")).toEqual(inReadme);
});

test("docs/errors.md names every error class of the library", () => {
  const { text } = readDocument("docs/errors.md");
  const names = Object.entries(library).flatMap(([name, value]) =>
    typeof value === "function" && value.prototype instanceof Error && name !== "SlowmatchError"
      ? [name]
      : [],
  );
  expect(names.filter((name) => !text.includes(`| \`${name}\` | \``))).toEqual([]);
});

test("docs/storage.md lists the tables, the indexes and the schema's version", () => {
  const document = readDocument("docs/storage.md");
  const rows = tableBehind(document, "Tables");
  const named = rows.slice(1).map(([table = "", key = "", , index = ""]) => ({ table, key, index }));
  expect(named.filter(({ table }) => table !== "").map(({ table, key }) => [table, key])).toEqual(
    Object.entries(TABLES).map(([table, { key }]) => [table, key]),
  );
  const indexes = named.flatMap(({ index }) => /^\*(\w+)\*/.exec(index)?.[1] ?? []);
  expect(indexes.sort()).toEqual(
    Object.values(TABLES)
      .flatMap((table) => [...table.indexes])
      .sort(),
  );
  expect(document.text).toContain(`Schema version ${SCHEMA_VERSION}.`);
});
