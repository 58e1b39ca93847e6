// @ts-check
import { median } from "../figures.mjs";

/**
 * The cost of 1,000 jobs in stores of different sizes.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function growth(host, { quick }) {
  const rounds = quick ? 2 : 4;
  /** @type {{ stored: number, enqueue: number, drain: number, bytes: number }[]} */
  const sizes = [];
  for (const stored of quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000]) {
    const { enqueue, drain, bytes } = await host.run("page", "growth", { stored, rounds });
    sizes.push({ stored, enqueue: median(enqueue), drain: median(drain), bytes });
  }
  const [first, last] = [sizes[0], sizes.at(-1)];
  return {
    title: "1,000 jobs in a store that holds finished ones, ms; and what a finished job takes on disk",
    head: ["stored", "enqueue", "claim, run, complete", "bytes a job"],
    rows: sizes.map(({ stored, enqueue, drain, bytes }) => [String(stored), enqueue, drain, bytes]),
    goals:
      first && last
        ? [
            {
              what: `Claim and completion at ${last.stored} stored against ${first.stored}`,
              measured: last.drain / first.drain,
              goal: 1.3,
              better: "lower",
            },
          ]
        : [],
  };
}
