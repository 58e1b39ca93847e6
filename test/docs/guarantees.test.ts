import { expect, test } from "vitest";
import { readDocument, tableBehind } from "./markdown.ts";
import { missing, testsIn } from "./shown-by.ts";

const raw = readDocument("docs/guarantees.md").text;

test("every guarantee names a test that exists", () => {
  const promises = tableBehind(readDocument("docs/guarantees.md"), "What holds").slice(1);
  const tests = testsIn(raw);

  expect(tests.length).toBeGreaterThanOrEqual(promises.length);
  expect(missing(tests)).toEqual([]);
});
