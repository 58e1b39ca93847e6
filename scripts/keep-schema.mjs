#!/usr/bin/env node
// @ts-check
// Keeps a full database of the present schema version in test/fixtures, from which a test upgrades ever after: before a
// release, and once more when that version has changed before it was released.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = "node_modules/vitest/vitest.mjs";
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--project", "unit", "test/storage/kept-schemas.test.ts"],
  { cwd: root, env: { ...process.env, KEEP_SCHEMA: "1" }, stdio: "inherit" },
);
process.exit(status ?? 1);
