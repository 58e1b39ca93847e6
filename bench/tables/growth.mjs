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
  const rounds = quick ? 4 : 16;
  const all = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];
  /** @type {Map<number, { bytes: number, enqueue: number[], drain: number[] }>} */
  const found = new Map();
  for (const stored of all) {
    const bytes = await host.run("page", "growthFill", { stored });
    found.set(stored, { bytes, enqueue: [], drain: [] });
  }
  for (let round = -2; round < rounds; round++) {
    for (const stored of all) {
      const { enqueue, drain } = await host.run("page", "growthRound", { stored });
      if (round < 0) continue;
      found.get(stored)?.enqueue.push(enqueue);
      found.get(stored)?.drain.push(drain);
    }
  }
  await host.run("page", "growthEnd");
  const sizes = [...found].map(([stored, { bytes, enqueue, drain }]) => ({
    stored,
    bytes,
    enqueue: median(enqueue),
    drain: median(drain),
  }));
  const [first, last] = [sizes[0], sizes.at(-1)];
  return {
    title: `1,000 jobs in a store that holds finished ones, ms, medians of ${rounds} interleaved rounds; and what a finished job takes on disk`,
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
