#!/usr/bin/env node
// @ts-check
// `npm run docs`: the pages of docs/ and the reference from the docstrings as a site in dist-docs, served on this machine.
// `node scripts/docs.mjs --build [--out folder]` only builds. Which page stands where: docs/navigation.json.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { exportsOf, renderApi } from "./docs/api.mjs";
import { addressOf, renderMarkdown } from "./docs/markdown.mjs";
import { sectionsOf } from "./docs/search.mjs";
import { renderPage, STYLE } from "./docs/template.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const given = process.argv.indexOf("--out");
const out = resolve(root, given < 0 ? "dist-docs" : (process.argv[given + 1] ?? "dist-docs"));
/** @type {{ title: string, pages: string[] }[]} */
const listed = JSON.parse(readFileSync(join(root, "docs/navigation.json"), "utf8"));
/** The folder of decisions is listed as one: all of it but its README, by name. @param {string} page */
const expand = (page) =>
  page.endsWith("/*")
    ? readdirSync(join(root, page.slice(0, -2)))
        .filter((file) => file.endsWith(".md") && file !== "README.md")
        .sort()
        .map((file) => `${page.slice(0, -1)}${file}`)
    : [page];
const navigation = listed.map(({ title, pages }) => ({ title, pages: pages.flatMap(expand) }));
/** @type {{ exports: Record<string, { types?: string } | string>, version: string }} */
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const build = () => {
  const started = Date.now();
  /** @type {Map<string, { file: string, title: string, html: string, headings: import("./docs/markdown.mjs").Heading[] }>} */
  const pages = new Map();
  for (const file of navigation.flatMap((group) => group.pages)) {
    const rendered = renderMarkdown(file, readFileSync(join(root, file), "utf8"));
    const title = rendered.headings[0]?.text ?? file;
    pages.set(addressOf(file) ?? file, { file, title, ...rendered });
  }
  const groups = navigation.map((group) => ({
    title: group.title,
    pages: group.pages.map((file) => {
      const address = addressOf(file) ?? file;
      return { address, title: file === "README.md" ? "Two minutes" : (pages.get(address)?.title ?? file) };
    }),
  }));
  const reference = apiPages();
  for (const [address, page] of reference) pages.set(address, page);
  groups.push({
    title: "Reference",
    pages: [...reference].map(([address, { title }]) => ({ address, title })),
  });
  rmSync(out, { recursive: true, force: true });
  const search = [];
  for (const [address, { title, html, headings }] of pages) {
    mkdirSync(dirname(join(out, address)), { recursive: true });
    writeFileSync(join(out, address), renderPage({ address, title, html, headings, groups }));
    search.push(...sectionsOf({ title, address, html }));
  }
  writeFileSync(join(out, "site.css"), STYLE);
  for (const name of ["site", "search"]) {
    const script = readFileSync(join(root, `scripts/docs/${name}.mjs`), "utf8");
    writeFileSync(join(out, `${name}.js`), script.replace('"./search.mjs"', '"./search.js"'));
  }
  writeFileSync(join(out, "search.json"), JSON.stringify(search));
  cpSync(join(root, "docs/pictures"), join(out, "pictures"), { recursive: true });
  console.log(`${pages.size} pages, ${search.length} sections, in ${Date.now() - started} ms: ${out}`);
};

/** One page for each entry of package.json that has types. */
const apiPages = () => {
  const types = join(root, "node_modules/.cache/slowmatch-types");
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.types.json", "--outDir", types], {
    cwd: root,
    stdio: "inherit",
  });
  /** @type {[string, { file: string, title: string, html: string, headings: import("./docs/markdown.mjs").Heading[] }][]} */
  const pages = Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (typeof target === "string" || target.types === undefined) return [];
    const specifier = path.replace(/^\./, "slowmatch");
    const entry = join(types, target.types.replace("./dist/types/", ""));
    const address = `api/${specifier.replaceAll("/", "-")}.html`;
    return [[address, { file: address, title: specifier, ...renderApi(specifier, exportsOf(entry)) }]];
  });
  return new Map(pages);
};

/** @type {Readonly<Record<string, string>>} */
const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
};

const serve = () => {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(out, path.endsWith("/") || path.endsWith("\\") ? `${path}index.html` : path);
    if (!file.startsWith(out) || !existsSync(file)) return response.writeHead(404).end("Not here.");
    return response
      .writeHead(200, { "content-type": KINDS[extname(file)] ?? "application/octet-stream" })
      .end(readFileSync(file));
  });
  const port = Number(process.env["PORT"] ?? 4174);
  server.listen(port, "127.0.0.1", () => console.log(`The docs are at http://127.0.0.1:${port}/`));
};

build();
if (!process.argv.includes("--build")) serve();
