#!/usr/bin/env node
// @ts-check
// The closing line of a CI run, taken from the result file that Vitest wrote and not from its printed text.
import { readFileSync } from "node:fs";

const file = process.argv[2] ?? "node_modules/.cache/vitest/results.json";
let passed = 0;
let failed = 0;
try {
  const result = JSON.parse(readFileSync(file, "utf8"));
  passed = result.numPassedTests;
  failed = result.numFailedTests;
  // A file that could not even be loaded has no failed test of its own.
  for (const suite of result.testResults ?? [])
    if (
      suite.status === "failed" &&
      !suite.assertionResults.some((/** @type {{ status: string }} */ test) => test.status === "failed")
    )
      failed += 1;
  if (result.success !== true && failed === 0) failed = 1;
} catch (error) {
  console.log(
    `No test result could be read from ${file}: ${error instanceof Error ? error.message : String(error)}`,
  );
  failed = 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
