import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { MUTATIONS } from "./mutations.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

// The builds themselves are made in the slow tests; whoever moves one of these lines must learn of it in the quick ones.
test.each(MUTATIONS)("$name: the line that breaks it is there, once", ({ file, find }) => {
  expect(readFileSync(root + file, "utf8").split(find)).toHaveLength(2);
});
