// @ts-check
import { quantile } from "../figures.mjs";

/**
 * What an enqueue takes in a page that has its first script only, beside a worker that rests and one that drains, against a
 * whole client's in the same rounds.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function early(host, { quick }) {
  const jobs = quick ? 3_000 : 10_000;
  const rounds = quick ? 2 : 8;
  const all = {
    idle: { left: /** @type {number[]} */ ([]), whole: /** @type {number[]} */ ([]) },
    busy: { left: /** @type {number[]} */ ([]), whole: /** @type {number[]} */ ([]) },
  };
  for (let round = 0; round < rounds; round++) {
    const some = await host.run("page", "leavingWhileDraining", { jobs, samples: 60 });
    for (const when of /** @type {const} */ (["idle", "busy"])) {
      for (const who of /** @type {const} */ (["left", "whole"])) all[when][who].push(...some[when][who]);
    }
  }
  /** @param {string} name @param {number[]} times */
  const row = (name, times) => [name, quantile(times, 0.5), quantile(times, 0.95), times.length];
  const { idle, busy } = all;
  return {
    title: `An enqueue before the client's core is here, while the worker drains ${jobs} jobs, ms, ${rounds} rounds`,
    head: ["", "p50", "p95", "samples"],
    rows: [
      row("left by the first script, idle", idle.left),
      row("by a whole client, idle", idle.whole),
      row("left by the first script, while it drains", busy.left),
      row("by a whole client, while it drains", busy.whole),
    ],
  };
}
