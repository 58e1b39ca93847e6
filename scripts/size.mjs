#!/usr/bin/env node
// @ts-check
// What an app pays for each entry, measured as an app ships it: dependencies in, minified, gzipped.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { firstFiles } from "./first-files.mjs";
import { leanCron } from "./lean-cron.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {{ entries: Record<string, { file: string, limit: number }> }} */
const budget = JSON.parse(readFileSync(`${root}size-budget.json`, "utf8"));

/**
 * What is loaded at once, apart from what a lazy import brings later: only the first is under a limit.
 * @param {string} file
 */
const measure = async (file) => {
  const bundle = await rolldown({
    input: { entry: `${root}${file}` },
    cwd: root,
    platform: "browser",
    // As in an app, whose own entry has no exports to keep in shape: what is needed at once needn't be cut into chunks.
    preserveEntrySignatures: "allow-extension",
    logLevel: "warn",
    plugins: [leanCron()],
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  // What the package has in few files, an app's bundler has in one.
  const first = {
    name: "first",
    test: (/** @type {string} */ id) => firstFiles.some(({ test }) => test(id)),
  };
  const codeSplitting = file === "src/index.ts" ? { groups: [first] } : true;
  const { output } = await bundle.generate({ format: "es", minify: true, codeSplitting });
  await bundle.close();
  const chunks = new Map(output.flatMap((part) => (part.type === "chunk" ? [[part.fileName, part]] : [])));
  const entry = [...chunks.values()].find((chunk) => chunk.isEntry);
  if (entry === undefined) throw new Error(`${file} gave no bundle`);
  const atOnce = new Set([entry.fileName]);
  for (const name of atOnce)
    for (const next of chunks.get(name)?.imports ?? []) if (chunks.has(next)) atOnce.add(next);
  const total = { minified: 0, gzipped: 0, lazy: 0 };
  for (const chunk of chunks.values()) {
    const gzipped = gzipSync(chunk.code, { level: 9 }).length;
    if (!atOnce.has(chunk.fileName)) total.lazy += gzipped;
    else {
      total.minified += Buffer.byteLength(chunk.code);
      total.gzipped += gzipped;
    }
  }
  return total;
};

/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The README's table of weights may be this far off, kB: it need not move with every commit. */
const SLACK = 2;
const readme = readFileSync(`${root}README.md`, "utf8");
/** @param {string} entry @param {number} atOnce @param {number} lazy */
const misToldInReadme = (entry, atOnce, lazy) => {
  const name = entry.replace(/^\./, "slowmatch");
  const [, once, later] = new RegExp(`^\\| \`${name}\` \\| (\\d+) kB \\| (\\d+)?`, "m").exec(readme) ?? [];
  if (once === undefined) return false;
  /** @param {string | undefined} told @param {number} bytes */
  const off = (told, bytes) => Math.abs(Number(told ?? 0) - bytes / 1000) > SLACK;
  return off(once, atOnce) || off(later, lazy);
};
/** @type {string[]} */
const misTold = [];

const rows = [["entry", "minified", "gzipped", "limit", "lazy, gzipped", ""]];
let over = false;
for (const [entry, { file, limit }] of Object.entries(budget.entries)) {
  const { minified, gzipped, lazy } = await measure(file);
  over ||= gzipped > limit;
  if (misToldInReadme(entry, gzipped, lazy))
    misTold.push(`${entry}: ${kB(gzipped)} at once, ${kB(lazy)} later`);
  rows.push([
    entry,
    kB(minified),
    kB(gzipped),
    kB(limit),
    kB(lazy),
    gzipped > limit ? `over by ${kB(gzipped - limit)}` : "ok",
  ]);
}
const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
for (const row of rows)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
for (const each of misTold) console.error(`\nThe README's table under "Weight" is out of date: ${each}.`);
if (over) {
  console.error(
    "\nAn entry is over its budget. Find what came in, or raise the limit in size-budget.json and say why in the commit.",
  );
}
if (over || misTold.length > 0) process.exit(1);
