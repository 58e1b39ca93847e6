import { describe, expect, test } from "vitest";
import { readDocument } from "./markdown.ts";
import { missing, testsIn } from "./shown-by.ts";

/** What a job library must have, by the numbers of the study of Hangfire that the document speaks of. */
const MUST: Readonly<Record<string, readonly number[]>> = {
  A: [1, 2, 4, 5, 10, 11, 12, 15, 19, 24],
  B: [26, 27, 28, 29, 32, 37, 39, 43, 44, 47, 49, 51, 52, 53, 57, 59],
  C: [60, 62, 63, 64, 66, 76],
  D: [78, 80, 81, 84, 86, 87, 88, 89, 91, 93],
  E: [94, 95, 97, 98, 99, 101, 102, 104, 105, 106, 107, 109],
  F: [111, 112, 115, 116, 123, 124, 125],
  G: [126, 127, 128, 129, 130, 131, 132, 133, 134, 136, 137, 139, 141, 142, 143, 144, 148, 149, 151],
  H: [154, 155, 156, 157, 158, 159, 160],
  I: [
    167, 168, 171, 172, 173, 175, 177, 181, 182, 186, 187, 188, 189, 190, 191, 193, 196, 198, 199, 200, 201,
    205, 206,
  ],
  J: [208, 212, 213, 215, 218, 222],
};

/** The rows behind a section's heading: number, what is here, what shows it. */
function rowsOf(section: string): { number: number; here: string; shownBy: string }[] {
  const { text } = readDocument("docs/hangfire-features.md");
  const [, after = ""] = text.split(`\n## ${section}. `);
  const [rows = ""] = after.split("\n## ");
  return [...rows.matchAll(/^\| (\d+) \| .* \| (.*) \| (.*) \|$/gm)].map(
    ([, number, here = "", shownBy = ""]) => ({ number: Number(number), here, shownBy }),
  );
}

describe.each(Object.entries(MUST))("docs/hangfire-features.md, section %s", (section, numbers) => {
  const rows = rowsOf(section);

  test("has each feature that a job library must have", () => {
    expect(rows.map(({ number }) => number)).toEqual(numbers);
  });

  test("names a test for each, or says plainly that it is not there yet", () => {
    const silent = rows.filter(({ here, shownBy }) =>
      shownBy === "not yet" ? here !== "not yet" : testsIn(shownBy).length === 0,
    );
    expect(silent.map(({ number }) => number)).toEqual([]);
  });

  test("names only tests that exist", () => {
    expect(missing(rows.flatMap(({ shownBy }) => testsIn(shownBy)))).toEqual([]);
  });
});
