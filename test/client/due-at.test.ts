import fc from "fast-check";
import { expect, test } from "vitest";
import { dueAt } from "../../src/client/calls/due-at.ts";
import { dueAtOf } from "../../src/client/calls/expect-when.ts";
import { InvalidJobError, type When } from "../../src/index.ts";
import { NOON } from "../support/make-job.ts";
import { runs } from "../support/property.ts";

/** What is said at once, and what whoever has the words says: a moment, or that it is none. */
const bothOf = (when: When): [first: number | "none", words: number | "none"] => {
  const said = (read: () => number): number | "none" => {
    try {
      const due = read();
      return Number.isNaN(due) ? "none" : due;
    } catch (error) {
      if (error instanceof InvalidJobError || error instanceof TypeError) return "none";
      throw error;
    }
  };
  return [said(() => dueAt(when, NOON)), said(() => dueAtOf("schedule", when, NOON))];
};

test.each([
  [{ delay: "10m" }, NOON + 600_000],
  [{ delay: 0.4, at: undefined }, NOON],
  [{ delay: { hours: 1 } }, NOON + 3_600_000],
  [{ at: NOON + 1 }, NOON + 1],
  [{ at: "2027-02-28T09:00Z" }, Date.parse("2027-02-28T09:00Z")],
  [{ at: " 2027-02-28 " }, Date.parse("2027-02-28")],
  [new Date(5), 5],
  [{ at: new Date(5) }, 5],
  [{ at: "2027-02-30" }, "none"],
  [{ at: "2027-13-01" }, "none"],
  [{ at: "tomorrow" }, "none"],
  [{ at: null }, "none"],
  [{ at: 9e15 }, "none"],
  [{ delay: 9e15 }, "none"],
  [{ delay: -1 }, "none"],
  [{ delay: "10m", at: 5 }, "none"],
  [{}, "none"],
  ["10m", "none"],
  [null, "none"],
  [new Date(Number.NaN), "none"],
] as const)("%o is due at %s, without the words as with them", (when, due) => {
  expect(bothOf(when as When)).toEqual([due, due]);
});

test("nothing that is a time to one of them is another, or none, to the other", () => {
  const text = fc.oneof(
    fc.string(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc
      .tuple(
        fc.integer({ min: 1_900, max: 2_100 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 33 }),
      )
      .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join("-")),
    fc.tuple(fc.nat(), fc.constantFrom("ms", "s", "m", "h", "d", "w")).map((parts) => parts.join("")),
  );
  const value = fc.oneof(text, fc.double(), fc.date(), fc.anything());
  const when = fc.oneof(fc.record({ delay: value, at: value }, { requiredKeys: [] }), value);
  fc.assert(
    fc.property(when, (given) => {
      const [first, words] = bothOf(given as When);
      expect(first).toBe(words);
    }),
    runs(1_000),
  );
});
