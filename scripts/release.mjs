#!/usr/bin/env node
// @ts-check
// `npm run release` looks whether everything is ready and says what is not; `npm run release -- --publish` then publishes,
// with a provenance statement, from the CI job that has the right to: nobody publishes from a laptop.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { conditionsOf } from "./release/conditions.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const publish = process.argv.includes("--publish");
/** @param {string} path */
const read = (path) => readFileSync(`${root}${path}`, "utf8");
/** @param {string[]} words */
const git = (...words) => execFileSync("git", words, { cwd: root, encoding: "utf8" }).trim();
const manifest = JSON.parse(read("package.json"));
const { version } = manifest;

const schema = Number(/SCHEMA_VERSION = (\d+)/.exec(read("src/storage/indexeddb/schema.ts"))?.[1]);
const conditions = conditionsOf(
  {
    manifest,
    changelog: read("CHANGELOG.md"),
    schema,
    kept: existsSync(`${root}test/fixtures/schema-v${schema}.json`),
    changed: git("status", "--porcelain"),
    tags: git("tag", "--points-at", "HEAD").split("\n"),
    canProve: Boolean(process.env["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? process.env["SIGSTORE_ID_TOKEN"]),
  },
  publish,
);
for (const { what, holds, todo } of conditions)
  console.log(`${holds ? "yes" : "NO "}  ${what}${holds ? "" : `: ${todo}`}`);
const ready = conditions.every(({ holds }) => holds);
if (!ready && publish) {
  console.error("\n== Not published: see what says NO above.");
  process.exit(1);
}

/** @param {string} command */
const step = (command) => {
  console.log(`\n== ${command}`);
  const { status } = spawnSync(command, { cwd: root, shell: true, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};
step("npm run check");
if (publish) step("npm test");
step(`npm publish --ignore-scripts ${publish ? "" : "--dry-run --provenance=false"}`);
console.log(
  publish
    ? `\n== ${version} is published`
    : `\n== A rehearsal${ready ? "" : "; see what is missing above"}. Publish with --publish.`,
);
