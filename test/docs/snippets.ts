import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Block, type Document, readDocuments, root } from "./markdown.ts";

// The documents' blocks as an app's files: a block's first line may name its file (`// jobs.ts`, `<!-- upload.vue -->`), and
// the files of one document see each other. A document without a file that others have (jobs.ts, client.ts, sw.ts) gets
// that of docs/getting-started.md.

const GIVER = "docs/getting-started.md";
export const GIVEN = ["jobs.ts", "client.ts", "sw.ts"];

export interface Snippet {
  document: string;
  folder: string;
  file: string;
  line: number;
  code: string;
}

function snippetOf(path: string, { code, line, language }: Block, i: number): Snippet {
  const [, script, markup] = /^(?:\/\/ ([\w.-]+)|<!-- ([\w.-]+) -->)\n/.exec(code) ?? [];
  const named = script ?? markup;
  const file = named?.endsWith(`.${language}`) ? named : `block-${i + 1}.${language}`;
  return { document: path, folder: path.replace(/\.md$/, "").replaceAll("/", "-"), file, line, code };
}

const snippetsOf = ({ path, blocks }: Document, languages: readonly string[]): Snippet[] =>
  blocks.filter(({ language }) => languages.includes(language)).map((block, i) => snippetOf(path, block, i));

export const snippetsIn = (languages: readonly string[]): Snippet[] =>
  readDocuments().flatMap((document) => snippetsOf(document, languages));

/** Writes them, in a folder for each document; a file that many documents share is added where it is missing. */
export function writeSnippets(home: string, snippets: readonly Snippet[]): void {
  rmSync(home, { recursive: true, force: true });
  const given = snippetsIn(["ts"]).filter(({ document, file }) => document === GIVER && GIVEN.includes(file));
  for (const folder of new Set(snippets.map((snippet) => snippet.folder))) {
    mkdirSync(join(home, folder), { recursive: true });
    const own = snippets.filter((snippet) => snippet.folder === folder);
    const lacking = given.filter(({ file }) => !own.some((snippet) => snippet.file === file));
    // A block without imports is no module, and its names would be everybody's.
    for (const { file, code } of [...lacking, ...own])
      writeFileSync(join(home, folder, file), /\.tsx?$/.test(file) ? `${code}export {};\n` : code);
  }
}

const at = (path: string): string => join(root, path);
/** Where an app's imports lead here. */
export const sources = {
  slowmatch: at("src/index.ts"),
  "slowmatch/sw": at("sw/index.ts"),
  "slowmatch/server": at("src/server.ts"),
  "slowmatch/memory": at("src/memory.ts"),
  "slowmatch/dashboard": at("src/dashboard.ts"),
  "slowmatch/observe": at("src/observe.ts"),
  "slowmatch/react": at("src/react.ts"),
  "slowmatch/vue": at("src/vue.ts"),
  "slowmatch/svelte": at("src/svelte.ts"),
  "slowmatch/lit": at("src/lit.ts"),
  "slowmatch/testing": at("src/testing.ts"),
  "slowmatch/testing/vitest": at("src/testing-vitest.ts"),
};

export const paths = Object.fromEntries(Object.entries(sources).map(([from, to]) => [from, [to]]));
