import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shareOut, turnsOf, type Weights } from "../../src/job/turns.ts";
import { runs } from "../support/property.ts";

const names = ["a", "b", "c", "d", "e"];
const someWeights: fc.Arbitrary<Weights> = fc
  .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: names.length })
  .map((weights) => Object.fromEntries(weights.map((weight, i) => [names[i]!, weight])));
const totalOf = (weights: Weights): number => Object.values(weights).reduce((sum, weight) => sum + weight, 0);

test("turns are spread as evenly as they can be", () => {
  expect(turnsOf({ a: 3, b: 1 }).join("")).toBe("aaba");
  expect(
    turnsOf({ critical: 6, default: 3, low: 1 })
      .map(([first]) => first)
      .join(""),
  ).toBe("cdccdclcdc");
});

describe("shares of a claim", () => {
  test("are by weight, exactly, over each whole round of full queues, wherever it begins", () => {
    fc.assert(
      fc.property(
        someWeights,
        fc.nat({ max: 200 }),
        fc.integer({ min: 1, max: 4 }),
        (weights, turn, rounds) => {
          const limit = totalOf(weights) * rounds;
          const full = new Map(Object.keys(weights).map((name) => [name, limit]));
          const { shares } = shareOut(weights, full, limit, turn);
          for (const [name, weight] of Object.entries(weights))
            expect(shares.get(name)).toBe(weight * rounds);
        },
      ),
      runs(200),
    );
  });

  test("are the same whether they are taken in one claim or in many small ones", () => {
    fc.assert(
      fc.property(
        someWeights,
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 }),
        (weights, bites) => {
          const limit = bites.reduce((sum, bite) => sum + bite, 0);
          const full = new Map(Object.keys(weights).map((name) => [name, 1_000]));
          const whole = shareOut(weights, full, limit, 0);
          const sum = new Map<string, number>();
          let turn = 0;
          for (const bite of bites) {
            const part = shareOut(weights, full, bite, turn);
            turn = part.turn;
            for (const [name, count] of part.shares) sum.set(name, (sum.get(name) ?? 0) + count);
          }
          expect(sum).toEqual(whole.shares);
          expect(turn).toBe(whole.turn);
        },
      ),
      runs(200),
    );
  });

  test("leave nobody waiting for more than a round, and no worker idle while any queue has a job", () => {
    fc.assert(
      fc.property(
        someWeights,
        fc.array(fc.nat({ max: 30 }), { minLength: names.length, maxLength: names.length }),
        fc.nat({ max: 60 }),
        fc.nat({ max: 200 }),
        (weights, counts, limit, turn) => {
          const waiting = new Map(Object.keys(weights).map((name, i) => [name, counts[i]!]));
          const { shares } = shareOut(weights, waiting, limit, turn);
          const all = [...waiting.values()].reduce((sum, count) => sum + count, 0);
          const taken = [...shares.values()].reduce((sum, count) => sum + count, 0);
          expect(taken).toBe(Math.min(limit, all));
          for (const [name, count] of waiting) {
            expect(shares.get(name) ?? 0).toBeLessThanOrEqual(count);
            if (limit >= totalOf(weights)) expect(shares.has(name)).toBe(count > 0);
          }
        },
      ),
      runs(300),
    );
  });

  test("of those that have jobs are by their own weights, as if the others were not there", () => {
    const waiting = new Map([
      ["critical", 0],
      ["default", 100],
      ["low", 100],
    ]);
    const { shares } = shareOut({ critical: 6, default: 3, low: 1 }, waiting, 20, 0);
    expect(Object.fromEntries(shares)).toEqual({ default: 15, low: 5 });
  });
});
