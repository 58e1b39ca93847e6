import { describe, expect, test } from "vitest";
import { recordFault } from "../../src/job/record-shape.ts";
import { makeJob } from "../support/make-job.ts";

describe("a stored job that is read from a file", () => {
  test("may have been granted attempts beyond what an option may say", () => {
    expect(recordFault(makeJob({ attempts: 1_002, maxAttempts: 1_003, granted: 2 }))).toBeUndefined();
  });

  test("may have failed with a code of whatever length", () => {
    const error = { name: "Error", message: "no", code: "x".repeat(2_000) };

    expect(recordFault(makeJob({ error }))).toBeUndefined();
  });

  test("has had no more attempts than it is given, and was given one of its own", () => {
    for (const wrong of [
      { attempts: 3, maxAttempts: 2 },
      { attempts: 0, maxAttempts: 2, granted: 2 },
    ])
      expect(recordFault(makeJob(wrong))).toBe("it has had more attempts than it is given");
  });
});
