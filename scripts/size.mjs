#!/usr/bin/env node
// @ts-check
// What an app pays for each entry, measured as an app ships it: dependencies in, minified, gzipped.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
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
  const { output } = await bundle.generate({ format: "es", minify: true });
  await bundle.close();
  const chunks = new Map(output.flatMap((part) => (part.type === "chunk" ? [[part.fileName, part]] : [])));
  const first = [...chunks.values()].find((chunk) => chunk.isEntry);
  if (first === undefined) throw new Error(`${file} gave no bundle`);
  const atOnce = new Set([first.fileName]);
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
const rows = [["entry", "minified", "gzipped", "limit", "lazy, gzipped", ""]];
let over = false;
for (const [entry, { file, limit }] of Object.entries(budget.entries)) {
  const { minified, gzipped, lazy } = await measure(file);
  over ||= gzipped > limit;
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
if (over) {
  console.error(
    "\nAn entry is over its budget. Find what came in, or raise the limit in size-budget.json and say why in the commit.",
  );
  process.exit(1);
}
