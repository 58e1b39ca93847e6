// @ts-check
// What must hold before a release, each with what to do where it doesn't.

/**
 * @typedef {object} Facts
 * @property {{ version: string, repository?: string | { url?: string }, publishConfig?: { provenance?: boolean } }} manifest
 * @property {string} changelog
 * @property {number} schema the schema's version
 * @property {boolean} kept whether a full database of that version is kept
 * @property {string} changed what `git status --porcelain` says
 * @property {string[]} tags of the commit
 * @property {boolean} canProve whether the CI job may ask for a proof of where it runs
 */

/** @typedef {{ what: string, holds: boolean, todo: string }} Condition */

/** An address that npm takes as the one of a repository, in a form that a proof can be compared with. */
const REPOSITORY = /^(?:git\+)?https:\/\/[^/\s]+\/[^/\s]+\/[^\s]+$|^(?:github|gitlab):[\w.-]+\/[\w.-]+$/;

/**
 * @param {Facts} facts
 * @param {boolean} publish whether it is meant seriously, and not a rehearsal
 * @returns {Condition[]}
 */
export const conditionsOf = (facts, publish) => {
  const { manifest, changelog, schema, kept, changed, tags, canProve } = facts;
  const { version, repository } = manifest;
  const address = typeof repository === "string" ? repository : repository?.url;
  const dated = new RegExp(`^## ${version.replaceAll(".", "\\.")} – \\d{4}-\\d{2}-\\d{2}$`, "m");
  const always = [
    { what: "the tree is clean", holds: changed === "", todo: "commit, or put aside, what is changed" },
    {
      what: `the changelog has ${version}, with a date`,
      holds: dated.test(changelog),
      todo: `turn "## Unreleased" into "## ${version} – YYYY-MM-DD"`,
    },
    {
      what: "package.json names the repository",
      holds: address !== undefined && REPOSITORY.test(address),
      todo: 'a provenance statement ties the package to its repository, and npm refuses it without one: add "repository": { "type": "git", "url": "git+https://HOST/OWNER/NAME.git" }, with the address that the publishing job is checked out from',
    },
    {
      what: "the package is published with provenance",
      holds: manifest.publishConfig?.provenance === true,
      todo: 'add "provenance": true to publishConfig in package.json',
    },
    {
      what: `a full database of schema version ${schema} is kept`,
      holds: kept,
      todo: "node scripts/keep-schema.mjs, and commit test/fixtures",
    },
  ];
  if (!publish) return always;
  return [
    ...always,
    {
      what: `the commit is tagged v${version}`,
      holds: tags.includes(`v${version}`),
      todo: `git tag v${version}`,
    },
    {
      what: "this is a CI job that can prove where it runs",
      holds: canProve,
      todo: "publish from a job with `id-token: write` (GitHub), or with SIGSTORE_ID_TOKEN (GitLab)",
    },
  ];
};
