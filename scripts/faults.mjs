#!/usr/bin/env node
// @ts-check
// The long fault run in a real browser. SLOWMATCH_SEED, SLOWMATCH_ROUNDS and SLOWMATCH_JOBS say which; see docs/fault-tests.md.
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const entry = fileURLToPath(new URL("../test/faults/main.ts", import.meta.url));
/** @type {{ module: { main(): Promise<boolean> } }} */
const { module } = await runnerImport(entry, { configFile: false, logLevel: "error" });
process.exit((await module.main()) ? 0 : 1);
