#!/usr/bin/env node
// @ts-check
// `npm run release` looks whether everything is ready and says what is not; `npm run release -- --publish` then publishes,
// with a provenance statement, from the CI job that has the right to: nobody publishes from a laptop.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const publish = process.argv.includes("--publish");
/** @param {string} path */
const read = (path) => readFileSync(`${root}${path}`, "utf8");
/** @param {string[]} words */
const git = (...words) => execFileSync("git", words, { cwd: root, encoding: "utf8" }).trim();
const manifest = JSON.parse(read("package.json"));
const { version } = manifest;

const schema = /SCHEMA_VERSION = (\d+)/.exec(read("src/storage/indexeddb/schema.ts"))?.[1];

/** @type {[what: string, holds: boolean, todo: string][]} */
const conditions = [
  ["the tree is clean", git("status", "--porcelain") === "", "commit, or put aside, what is changed"],
  [
    `the changelog has ${version}, with a date`,
    new RegExp(`^## ${version.replaceAll(".", "\\.")} – \\d{4}-\\d{2}-\\d{2}$`, "m").test(
      read("CHANGELOG.md"),
    ),
    `turn "## Unreleased" into "## ${version} – YYYY-MM-DD"`,
  ],
  [
    "package.json names the repository",
    typeof manifest.repository === "string" || typeof manifest.repository?.url === "string",
    "provenance ties the package to a repository: set `repository`",
  ],
  [
    `a full database of schema version ${schema} is kept`,
    existsSync(`${root}test/fixtures/schema-v${schema}.json`),
    "KEEP_SCHEMA=1 npx vitest run --project unit test/storage/kept-schemas.test.ts, and commit test/fixtures",
  ],
];
if (publish) {
  const canProve = Boolean(process.env["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? process.env["SIGSTORE_ID_TOKEN"]);
  conditions.push(
    [
      `the commit is tagged v${version}`,
      git("tag", "--points-at", "HEAD").split("\n").includes(`v${version}`),
      `git tag v${version}`,
    ],
    [
      "this is a CI job that can prove where it runs",
      canProve,
      "publish from a job with `id-token: write`, or GitLab's SIGSTORE_ID_TOKEN",
    ],
  );
}
for (const [what, holds, todo] of conditions)
  console.log(`${holds ? "yes" : "NO "}  ${what}${holds ? "" : `: ${todo}`}`);
const ready = conditions.every(([, holds]) => holds);
if (!ready && publish) process.exit(1);

/** @param {string} command */
const step = (command) => {
  console.log(`\n== ${command}`);
  const { status } = spawnSync(command, { cwd: root, shell: true, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};
step("npm run check");
if (publish) step("npm test");
mkdirSync(`${root}dist`, { recursive: true });
const sbom = execFileSync("npm", ["run", "--silent", "sbom"], {
  cwd: root,
  encoding: "utf8",
  shell: process.platform === "win32",
});
writeFileSync(`${root}dist/sbom.cdx.json`, sbom);
console.log(`\n== dist/sbom.cdx.json names ${JSON.parse(sbom).components.length} components`);
step(`npm publish --ignore-scripts ${publish ? "" : "--dry-run --provenance=false"}`);
console.log(
  publish
    ? `\n== ${version} is published`
    : `\n== A rehearsal${ready ? "" : "; see what is missing above"}. Publish with --publish.`,
);
