#!/usr/bin/env node
// @ts-check
// Everything a change must satisfy besides the tests, in the order that fails fastest.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {[title: string, command: string][]} */
const steps = [
  ["Lint and format (biome)", `biome ci ${process.stdout.isTTY ? "" : "--colors=off "}.`],
  ["Lock file", "node scripts/lockfile.mjs --check"],
  ["Types (tsc)", "tsc -b"],
  ["Build (vite, tsc)", "npm run build --silent"],
  ["Bill of materials (npm)", "node scripts/sbom.mjs"],
  ["Unused files, exports and dependencies (knip)", "knip"],
  ["Package (publint)", "publint --strict"],
  ["What is packed (npm)", "npm pack --dry-run --ignore-scripts"],
  ["Package types (arethetypeswrong)", "attw --pack . --profile esm-only"],
  ["Documentation site", "node scripts/docs.mjs --build"],
  ["Size budget", "node scripts/size.mjs"],
];
const started = Date.now();
for (const [title, command] of steps) {
  console.log(`\n== ${title}: ${command}`);
  const from = Date.now();
  // Started by npm, so node_modules/.bin is on PATH; a shell, so that Windows finds the .cmd files there.
  const { status } = spawnSync(command, { cwd: root, shell: true, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    console.error(`\n== FAILED: ${title}. Run "npx ${command}" to see it alone.`);
    process.exit(status ?? 1);
  }
  console.log(`== ok, ${((Date.now() - from) / 1000).toFixed(1)} s`);
}
console.log(`\n== All ${steps.length} checks passed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
