// @ts-check
import { median } from "../figures.mjs";

/**
 * What it takes to read jobs, one after another or all at once, and to wait for their results.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function reads(host, { quick }) {
  const jobs = 1_000;
  const rounds = quick ? 2 : 5;
  /** @type {Record<string, number[]>} */
  const times = {};
  for (let round = 0; round < rounds; round++) {
    for (const measure of ["reading", "rawReading"]) {
      const some = await host.run("page", measure, { jobs, samples: 200 });
      for (const [what, time] of Object.entries(some)) {
        const row = `${measure} ${what}`;
        times[row] ??= [];
        times[row].push(time);
      }
    }
  }
  /** @param {string} name @param {string} what */
  const row = (name, what) => [name, median(times[what] ?? []), Math.min(...(times[what] ?? []))];
  return {
    title: `Reading ${jobs} jobs that have ended, µs a job, ${rounds} rounds`,
    head: ["", "median", "least"],
    rows: [
      row("get, one after another", "reading one"),
      row("get, all at once", "reading atOnce"),
      row("result, all at once, of jobs that are just enqueued", "reading results"),
      row("raw: one after another", "rawReading one"),
      row("raw: all at once, a transaction each", "rawReading atOnce"),
      row("raw: all in one transaction", "rawReading shared"),
    ],
  };
}
