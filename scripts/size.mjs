#!/usr/bin/env node
// @ts-check
// What an app pays for each entry, beside its budget and what the README says.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { weigh } from "./weigh.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {{ entries: Record<string, { file: string, limit: number }> }} */
const budget = JSON.parse(readFileSync(`${root}size-budget.json`, "utf8"));

/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The README's table of weights may be this far off, kB: it need not move with every commit. */
const SLACK = 2;
const readme = readFileSync(`${root}README.md`, "utf8");
/** @param {string} entry @param {number} atOnce @param {number} lazy */
const misToldInReadme = (entry, atOnce, lazy) => {
  const name = entry.replace(/^\./, "slowmatch");
  const [, once, later] =
    new RegExp(`^\\| \`${name}\` \\| (\\d+) kB[^|]*\\| (\\d+)?`, "m").exec(readme) ?? [];
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
  const { minified, gzipped, lazy } = await weigh(file);
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
