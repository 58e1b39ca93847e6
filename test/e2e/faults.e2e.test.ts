import { describe, expect, test } from "vitest";
import { playRounds } from "../faults/harness.ts";
import { MUTATIONS } from "../faults/mutations.ts";

// A short run of `npm run test:faults`, which see for the long one; docs/fault-tests.md tells what is done and checked.

const seed = Number(process.env["SLOWMATCH_SEED"] ?? 7);

test("under faults of every kind nothing is lost, done twice, stuck or counted wrong", async () => {
  const { violations, rounds, promised } = await playRounds({ seed, rounds: 8, jobs: 80 });
  expect(violations, `seed ${seed}`).toEqual([]);
  expect({ rounds, enough: promised > 300 }).toEqual({ rounds: 8, enough: true });
}, 180_000);

describe("the fault run finds that", () => {
  test.each(MUTATIONS)(
    "$name",
    async (mutation) => {
      const { faults } = mutation;
      // What shows a defect is a matter of moments: where eight rounds have not met one, others are drawn.
      const found: unknown[] = [];
      for (let run = 0; run < 12 && found.length === 0; run++) {
        const drawn = { seed: seed + run * 1_000, rounds: 8, jobs: 60, patience: 5_000 };
        found.push(...(await playRounds({ ...drawn, faults, mutation })).violations);
      }
      expect(found).not.toEqual([]);
    },
    300_000,
  );
});
