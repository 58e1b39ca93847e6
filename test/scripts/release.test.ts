import { expect, test } from "vitest";
import { conditionsOf } from "../../scripts/release/conditions.mjs";

const ready = {
  manifest: {
    version: "1.2.3",
    repository: { url: "git+https://forge.example/owner/slowmatch.git" },
    publishConfig: { provenance: true },
  },
  changelog: "# Changelog\n\n## 1.2.3 – 2027-01-01\n",
  schema: 2,
  kept: true,
  changed: "",
  tags: ["v1.2.3"],
  canProve: true,
};
const missing = (facts: object, publish = true): string[] =>
  conditionsOf({ ...ready, ...facts }, publish).flatMap(({ what, holds, todo }) =>
    holds ? [] : [`${what}: ${todo}`],
  );

test("a release that has everything is let through", () => {
  expect(missing({})).toEqual([]);
});

test.each([
  ["no repository", { version: "1.2.3", publishConfig: { provenance: true } }],
  ["an empty repository", { ...ready.manifest, repository: { url: "" } }],
  ["a repository that is a folder", { ...ready.manifest, repository: "../slowmatch" }],
])("a package with %s is refused, with what to add", (_, manifest) => {
  expect(missing({ manifest })).toEqual([
    'package.json names the repository: a provenance statement ties the package to its repository, and npm refuses it without one: add "repository": { "type": "git", "url": "git+https://HOST/OWNER/NAME.git" }, with the address that the publishing job is checked out from',
  ]);
});

test.each([
  [{ manifest: { ...ready.manifest, publishConfig: {} } }, "with provenance"],
  [{ changelog: "## Unreleased" }, "the changelog has 1.2.3"],
  [{ changelog: "## 1.2.30 – 2027-01-01" }, "the changelog has 1.2.3"],
  [{ kept: false }, "node scripts/keep-schema.mjs"],
  [{ changed: " M README.md" }, "the tree is clean"],
  [{ tags: ["v1.2.2"] }, "git tag v1.2.3"],
  [{ canProve: false }, "id-token: write"],
])("%o alone keeps a release back", (facts, named) => {
  expect(missing(facts)).toEqual([expect.stringContaining(named)]);
});

test("a rehearsal needs no tag and no proof", () => {
  expect(missing({ tags: [], canProve: false }, false)).toEqual([]);
});
