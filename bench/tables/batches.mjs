// @ts-check
import { median } from "../figures.mjs";

/**
 * What a batch adds to its jobs, whatever its size; what a fan-out and a fan-in take.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function batches(host, { quick }) {
  const jobs = quick ? 2_000 : 10_000;
  const rounds = quick ? 2 : 5;
  const sizes = [0, 10, jobs];
  /** @type {Map<number, { enqueue: number, drain: number }[]>} */
  const results = new Map(sizes.map((size) => [size, []]));
  for (let round = -1; round < rounds; round++) {
    for (const size of sizes) {
      const life = await host.run("page", "batches", { jobs, size });
      if (round >= 0) results.get(size)?.push(life);
    }
  }
  const count = quick ? 200 : 1_000;
  const joins = await host.run("page", "joins", { count });
  /** @param {number} size @param {"enqueue" | "drain"} what */
  const of = (size, what) => median((results.get(size) ?? []).map((life) => life[what]));
  /** @param {number} ms */
  const each = (ms) => (ms * 1_000) / jobs;
  const names = new Map([
    [0, "no batch"],
    [10, "batches of 10"],
    [jobs, `one batch of ${jobs}`],
  ]);
  return {
    title: `${jobs} jobs, µs each; then joins, ms`,
    head: ["subject", "create", "claim, run, complete"],
    rows: [
      ...sizes.map((size) => [names.get(size) ?? "", each(of(size, "enqueue")), each(of(size, "drain"))]),
      ["first continuation of a job (ms)", joins.one, ""],
      [`each of ${count} continuations of one job, a call each (ms)`, joins.fanOut, joins.fanOutDrain],
      [`one continuation of ${count} jobs (ms)`, joins.fanIn, joins.fanInDrain],
      ["as many jobs without relations (ms)", "", joins.plainDrain],
    ],
    goals: [
      {
        what: `A member's end in one batch of ${jobs} against one in batches of 10`,
        measured: of(jobs, "drain") / of(10, "drain"),
        goal: 1.1,
        better: "lower",
      },
    ],
  };
}
